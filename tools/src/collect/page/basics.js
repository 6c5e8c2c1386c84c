"use strict";
// All that routers say goes in as text, never as markup.
const make = (name, text, kind) => {
  const node = document.createElement(name);
  if (text !== undefined && text !== null) node.textContent = text;
  if (kind) node.className = kind;
  return node;
};
const at = id => document.getElementById(id);
const number = value => value.toLocaleString("en", { maximumFractionDigits: value < 10 ? 1 : 0 });
const octets = value => {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) { value /= 1024; unit++; }
  return number(value) + " " + units[unit];
};
const ago = (time, now) => {
  if (!time) return "never";
  const seconds = Math.max(0, ((now ? Date.parse(now) : Date.now()) - Date.parse(time)) / 1000);
  if (seconds < 90) return Math.round(seconds) + " s";
  if (seconds < 5400) return Math.round(seconds / 60) + " min";
  if (seconds < 172800) return Math.round(seconds / 3600) + " h";
  return Math.round(seconds / 86400) + " d";
};
const cell = (name, content, kind) => {
  const node = make(name, undefined, kind);
  for (const part of [content].flat()) if (part !== null && part !== undefined) node.append(part);
  return node;
};
const row = (cells, head) => {
  const line = make("tr");
  for (const [content, kind] of cells) line.append(cell(head ? "th" : "td", content, kind));
  return line;
};
// Appends rows to a table, whose first one has the names of the columns: on a narrow screen each cell has its name.
function append(table, rows) {
  const names = [...table.rows[0].cells].map(name => name.textContent);
  for (const line of rows) [...line.cells].forEach((node, index) => { node.dataset.name = names[index]; });
  table.append(...rows);
}
const cards = (node, values) => node.replaceChildren(...values.map(([value, name, kind]) => {
  const card = make("div", undefined, kind);
  card.append(make("b", value), make("span", name));
  return card;
}));
const count = (value, one, many) => number(value) + " " + (value === 1 ? one : many);

// Names of the page's views and what they are asked for: #/routes?prefix=192.0.2.0/24
const href = (view, pairs) => {
  const params = new URLSearchParams(Object.entries(pairs).filter(([, value]) => value !== "" && value !== null && value !== undefined));
  return "#/" + view + (params.size ? "?" + params : "");
};
const link = (text, view, pairs) => {
  const node = make("a", text);
  node.href = href(view, pairs);
  return node;
};

// The token is in memory only: a reload asks again.
let token = "";
class Refused extends Error {}

function alarm(text) {
  at("alarm").hidden = !text;
  at("alarm").textContent = text;
}

async function get(path) {
  let answer;
  try {
    answer = await fetch(path, token ? { headers: { Authorization: "Bearer " + token } } : {});
  } catch (error) {
    throw new Error("The collector does not answer.");
  }
  const text = await answer.text();
  let value;
  try { value = JSON.parse(text); } catch (error) { throw new Error("The collector answers " + answer.status + "."); }
  if (answer.status === 401) {
    const isFirst = at("login").hidden;
    at("login").hidden = false;
    // A browser follows these links without the token.
    document.querySelector("footer").hidden = true;
    if (isFirst) at("token").focus();
    throw new Refused(token ? "This is not the token." : "");
  }
  at("login").hidden = true;
  if (!answer.ok) throw new Error(value.error ?? "The collector answers " + answer.status + ".");
  return value;
}

// What a peer is called.
const peerText = peer => {
  const parts = [peer.type === "Loc-RIB" || peer.type === "loc-rib" ? "Loc-RIB " + peer.address : peer.address];
  if (peer.table_name && peer.table_name !== "global") parts.push(peer.table_name);
  else if (peer.distinguisher) parts.push(peer.distinguisher);
  return parts.join(" ");
};

// Shows a button that asks for the next part.
function more(node, next, ask) {
  node.replaceChildren();
  if (!next) return;
  const button = make("button", "More");
  button.type = "button";
  button.onclick = () => { button.disabled = true; ask(next); };
  node.append(button);
}
// An answer to an earlier question must not replace that to a later one.
const asked = new Map();
const turn = name => {
  const mine = (asked.get(name) ?? 0) + 1;
  asked.set(name, mine);
  return () => asked.get(name) === mine;
};
