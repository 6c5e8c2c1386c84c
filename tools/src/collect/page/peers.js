// Peers with their states, and what their tables have.
const STATES = { up: ["up", "up"], down: ["down", "down"], "no-peer-up": ["no Peer Up seen", "dim"], away: ["router away", "bad"] };
const stale = routes => routes ? make("span", number(routes) + " stale", "mark bad") : null;

// The routes of each RIB view, all families together.
function ribs(peer) {
  const sums = new Map();
  for (const table of peer.tables) {
    const rib = table.rib ?? "unknown";
    const sum = sums.get(rib) ?? { routes: 0, end: true };
    sum.routes += table.routes;
    sum.end &&= table.end_of_rib;
    sums.set(rib, sum);
  }
  return [...sums].flatMap(([rib, sum], index) => [
    index ? ", " : null, link(rib + " " + number(sum.routes), "routes", { "peer-id": peer.peer.id, rib }),
    sum.end ? null : make("span", "no End-of-RIB", "mark dim"),
  ]);
}

// A long name is cut, and shown whole when pointed at.
function named(router) {
  const node = make("span", router.name);
  node.title = router.name;
  return node;
}

function peerRow(peer) {
  const [state, kind] = STATES[peer.state];
  const id = { "peer-id": peer.peer.id };
  return row([
    [named(peer.router), "name"], [link(peerText(peer.peer), "routes", id)], [String(peer.peer.asn), "n"],
    [[make("span", state + (peer.since && peer.router_connected ? " for " + ago(peer.since) : "")), peer.reason ? ": " + peer.reason : null], kind + " state"],
    [[number(peer.routes), stale(peer.stale)], "n"], [number(peer.downs), peer.downs ? "n" : "n dim"], [ribs(peer), "long"],
    [peer.peer.type.toLowerCase() === "loc-rib" ? link("chart", "charts", id) : [link("policy", "policy", id), " ", link("chart", "charts", id)]],
  ]);
}

let peersShown = 0;
async function showPeers(params, after) {
  const isMine = turn("peers");
  const form = at("peers-form");
  if (!after) for (const field of form.elements) if (field.name) field.value = params.get(field.name) ?? "";
  const question = new URLSearchParams(params);
  if (after) question.set("after", after);
  const [list, sums] = await Promise.all([get("api/v1/peers?" + question), get("api/v1/summary")]);
  if (!isMine()) return;
  cards(at("sums"), [
    [number(sums.connected) + " / " + number(sums.routers), "routers connected"], [number(sums.peers_up) + " / " + number(sums.peers), "peers up"],
    [number(sums.routes), "routes"], [number(sums.stale), "stale routes"], [number(sums.destinations), "destinations"],
    [number(sums.attribute_sets), "sets of attributes"], [number(sums.refused_routes + sums.refused_messages), "refused by limits"],
  ]);
  const table = at("peers-list");
  if (!after) {
    peersShown = 0;
    table.replaceChildren(row([["router"], ["peer"], ["AS", "n"], ["state"], ["routes", "n"], ["flaps", "n"], ["RIB views"], [""]], true));
  }
  append(table, list.peers.map(peerRow));
  peersShown += list.peers.length;
  at("peers-said").textContent = list.total ? number(peersShown) + " of " + count(list.total, "peer", "peers") : "No such peer.";
  more(at("peers-more"), list.next, next => run(() => showPeers(params, next)));
}
