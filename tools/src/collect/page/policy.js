// What policy did to the routes of a peer.
const MISSING = { "adj-rib-in-pre": "no pre-policy view", "adj-rib-in-post": "no post-policy view", "loc-rib": "no Loc-RIB",
  "adj-rib-out-pre": "no Adj-RIB-Out before policy", "adj-rib-out-post": "no Adj-RIB-Out" };

// Lists peers to choose from.
async function findPeers(text) {
  const isMine = turn("policy-peers");
  const found = await get("api/v1/peers?" + new URLSearchParams({ q: text, limit: 20, sort: "routes" }));
  if (!isMine()) return;
  const links = found.peers.filter(peer => peer.peer.type.toLowerCase() !== "loc-rib").map(peer => {
    const item = make("li");
    item.append(link(peerText(peer.peer) + ", AS" + peer.peer.asn, "policy", { "peer-id": peer.peer.id }), " of " + peer.router.name);
    return item;
  });
  const all = make("ul");
  all.append(...links);
  const left = found.total - found.peers.length;
  at("policy-found").replaceChildren(links.length ? all : make("p", "No such peer.", "said"), left > 0 ? make("p", number(left) + " more: say more of the name.", "said") : "");
}

function showSums(counts, attributes, isAll) {
  const names = Object.keys(KINDS);
  const all = names.reduce((sum, name) => sum + counts[name], 0);
  const bar = make("div", undefined, "bar");
  bar.setAttribute("aria-hidden", "true");
  for (const name of names) {
    const part = make("i", undefined, name);
    part.style.width = all ? counts[name] / all * 100 + "%" : "0";
    bar.append(part);
  }
  const sums = make("div", undefined, "cards");
  cards(sums, names.map(name => [number(counts[name]), KINDS[name], name]));
  const sorted = Object.entries(attributes).sort((one, other) => other[1] - one[1]);
  const text = sorted.length ? "Changed attributes: " + sorted.map(([name, times]) => name + " " + number(times)).join(", ") : "";
  at("policy-sums").replaceChildren(sums, bar, make("p", (isAll ? "" : "Counting … ") + text, "said"));
}

// Counts all routes of the peer, a part at a time.
async function sumUp(question, isMine) {
  const all = {}, attributes = {};
  const of = new URLSearchParams(question);
  of.set("limit", "0");
  let next = "";
  do {
    of.set("after", next);
    const part = await get("api/v1/policy?" + of);
    if (!isMine()) return;
    for (const name of Object.keys(KINDS)) all[name] = (all[name] ?? 0) + part.counts[name];
    for (const [name, times] of Object.entries(part.by_attribute)) attributes[name] = (attributes[name] ?? 0) + times;
    next = part.next;
    showSums(all, attributes, !next);
  } while (next);
}

const idOf = one => (one.before ?? one.after).path_id;

function differenceRow(one) {
  const changes = one.changes.flatMap(change => [make("b", change.attribute + " "), ...words(change), make("br")]);
  return row([[[toRoute({ ...one, path_id: idOf(one) }), idOf(one) === null ? null : " ", idOf(one) === null ? null : make("span", "path " + idOf(one), "mark dim")], "long"], [one.family],
    [KINDS[one.kind], KIND_COLOURS[one.kind] ?? "dim"], [changes, "long"]]);
}

async function showPolicy(params, after) {
  const id = params.get("peer-id");
  at("policy-one").hidden = !id;
  if (!id) {
    await findPeers("");
    return;
  }
  at("policy-found").replaceChildren();
  const isMine = turn("policy");
  const form = at("policy-form");
  const question = new URLSearchParams(params);
  if (!after) {
    form.elements.step.value = params.get("step") ?? "in";
    const wanted = params.getAll("kind");
    for (const box of form.querySelectorAll("input")) box.checked = wanted.length ? wanted.includes(box.value) : box.value !== "unchanged";
    at("policy-sums").replaceChildren();
    at("policy-list").replaceChildren();
    at("policy-more").replaceChildren();
    at("policy-said").textContent = "Comparing …";
  } else question.set("after", after);
  let answer;
  do {
    answer = await get("api/v1/policy?" + question);
    if (!isMine()) return;
    if (answer.next) question.set("after", answer.next);
  } while (!answer.differences.length && answer.next);
  at("policy-title").replaceChildren("Policy for ", link(peerText(answer.peer), "routes", { "peer-id": answer.peer.id }), " of " + answer.router.name);
  if (answer.missing) {
    at("policy-said").textContent = "The router sends " + MISSING[answer.missing] + " of this peer (" + answer.missing + "): nothing can be compared.";
    return;
  }
  const table = at("policy-list");
  if (!table.rows.length && answer.differences.length) table.append(row([["route"], ["family"], ["policy"], ["changes"]], true));
  if (answer.differences.length) append(table, answer.differences.map(differenceRow));
  at("policy-said").textContent = table.rows.length ? "" : "No such differences.";
  more(at("policy-more"), answer.next, next => run(() => showPolicy(params, next)));
  if (!after) await sumUp(params, isMine);
}

// Returns the question that the form asks.
function asksPolicy(id) {
  const form = at("policy-form");
  const params = new URLSearchParams({ "peer-id": id, step: form.elements.step.value });
  for (const box of form.querySelectorAll("input:checked")) params.append("kind", box.value);
  return "#/policy?" + params;
}
