// What policy did to the routes of a peer.
const MISSING = { "adj-rib-in-pre": "no pre-policy view", "adj-rib-in-post": "no post-policy view", "loc-rib": "no Loc-RIB",
  "adj-rib-out-pre": "no Adj-RIB-Out before policy", "adj-rib-out-post": "no Adj-RIB-Out after policy" };

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

function showSums(counts, isAll) {
  const names = Object.keys(VERDICTS);
  const all = names.reduce((sum, name) => sum + counts[name], 0);
  const bar = make("div", undefined, "bar");
  bar.setAttribute("aria-hidden", "true");
  for (const name of names) {
    const part = make("i", undefined, name);
    part.style.width = all ? counts[name] / all * 100 + "%" : "0";
    bar.append(part);
  }
  const sums = make("div", undefined, "cards");
  cards(sums, names.map(name => [number(counts[name]), VERDICTS[name], name]));
  const attributes = Object.entries(counts.by_attribute).sort((one, other) => other[1] - one[1]);
  const text = attributes.length ? "Changed attributes: " + attributes.map(([name, times]) => name + " " + number(times)).join(", ") : "";
  at("policy-sums").replaceChildren(sums, bar, make("p", (isAll ? "" : "Counting … ") + text, "said"));
}

// Counts all routes of the peer, a part at a time.
async function sumUp(question, isMine) {
  const all = { unchanged: 0, changed: 0, rejected: 0, only_after: 0, by_attribute: {} };
  const of = new URLSearchParams(question);
  of.set("limit", "0");
  let next = "";
  do {
    of.set("after", next);
    const part = await get("api/v1/policy?" + of);
    if (!isMine()) return;
    for (const name of Object.keys(VERDICTS)) all[name] += part.counts[name];
    for (const [name, times] of Object.entries(part.counts.by_attribute)) all.by_attribute[name] = (all.by_attribute[name] ?? 0) + times;
    next = part.next;
    showSums(all, !next);
  } while (next);
}

function differenceRow(one) {
  const changes = one.changes.flatMap(change => [make("b", change.attribute + " "), ...words(change.old, change.new), make("br")]);
  return row([[[toRoute(one), one.path_id === null ? null : " ", one.path_id === null ? null : make("span", "path " + one.path_id, "mark dim")], "long"], [one.family],
    [VERDICTS[one.verdict], { changed: "two-text", rejected: "bad" }[one.verdict] ?? "dim"], [changes, "long"]]);
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
    const pair = [params.get("from") ?? "adj-rib-in-pre", params.get("to") ?? "adj-rib-in-post"];
    form.elements.pair.value = pair.join(" ");
    const wanted = params.getAll("verdict");
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
  at("policy-said").textContent = table.rows.length ? answer.from + " → " + answer.to : "No such differences.";
  more(at("policy-more"), answer.next, next => run(() => showPolicy(params, next)));
  if (!after) await sumUp(params, isMine);
}

// Returns the question that the form asks.
function asksPolicy(id) {
  const form = at("policy-form");
  const [from, to] = form.elements.pair.value.split(" ");
  const params = new URLSearchParams({ "peer-id": id, from, to });
  for (const box of form.querySelectorAll("input:checked")) params.append("verdict", box.value);
  return "#/policy?" + params;
}
