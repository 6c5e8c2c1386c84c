// One route in every view, side by side.
// The field of a route, what it is called here, and the name of the attribute in its RFC.
const ATTRIBUTES = [["as_path", "AS path", "AS_PATH"], ["next_hop", "next hop", "NEXT_HOP"], ["origin", "origin", "ORIGIN"],
  ["local_pref", "local pref", "LOCAL_PREF"], ["med", "MED", "MULTI_EXIT_DISC"], ["communities", "communities", "COMMUNITIES"],
  ["extended_communities", "extended communities", "EXTENDED COMMUNITIES"], ["large_communities", "large communities", "LARGE_COMMUNITY"]];
const KINDS = { unchanged: "unchanged", changed: "changed", rejected: "rejected", "only-after": "only after", "not-best": "not best" };
const KIND_COLOURS = { changed: "two-text", rejected: "bad" };
const STEPS = { in: "inbound policy", best: "choice", out: "sent", "out-policy": "outbound policy" };
const textOf = value => Array.isArray(value) ? value.join(" ") : value === null || value === undefined ? "" : String(value);

// Shows what a change removed and what it added, word by word. Of communities the answer says that: their order means nothing.
function words(change) {
  // Some attributes are only there or not.
  const split = value => value === null ? [] : value === "" ? ["(set)"] : value.split(" ").filter(word => word);
  const before = split(change.old), after = split(change.new);
  const nodes = [];
  const put = (name, all) => all.forEach(word => nodes.push(name ? make(name, word) : document.createTextNode(word), " "));
  if (change.added.length || change.removed.length) {
    put("del", change.removed);
    after.forEach(word => put(change.added.includes(word) ? "ins" : null, [word]));
    return nodes;
  }
  let added = [];
  for (const word of after) {
    const place = before.indexOf(word);
    if (place < 0) { added.push(word); continue; }
    put("del", before.splice(0, place));
    put("ins", added);
    put(null, before.splice(0, 1));
    added = [];
  }
  put("del", before);
  put("ins", added);
  return nodes;
}

const otherText = (route, name) => route.attributes.others.filter(other => other.name === name).map(other => other.text || "(set)").join("; ");

function routerTable(views, differences) {
  const table = make("table", undefined, "list views");
  // What was done to a route is shown where its result is; what was rejected, where it was.
  const isAt = (side, view) => side !== null && side.peer_id === view.peer.id && side.rib === view.rib && side.path_id === view.path_id;
  // The choice is shown at the route that a peer sent: a Loc-RIB has routes of many.
  const of = view => differences.filter(one => isAt(one.step === "best" || one.after === null ? one.before : one.after, view));
  const head = make("thead");
  const top = make("tr");
  top.append(make("th", "view"));
  const done = make("tr");
  done.append(make("th", "policy"));
  for (const view of views) {
    const name = cell("th", [link(peerText(view.peer), "routes", { "peer-id": view.peer.id }), make("br"), "AS" + view.peer.asn, make("br"), view.rib ?? "unknown"]);
    if (view.path_id !== null) name.append(" path " + view.path_id);
    top.append(name);
    const said = of(view).flatMap(one => [make("span", STEPS[one.step] + ": ", "dim"), make("span", KINDS[one.kind], KIND_COLOURS[one.kind] ?? "dim"), make("br")]);
    done.append(cell("td", said.length ? said : make("span", "–", "dim")));
  }
  head.append(top);
  table.append(head, done);
  const others = [...new Set(views.flatMap(view => view.attributes.others.map(other => other.name)))];
  const rows = [...ATTRIBUTES.map(([key, name, rfc]) => [rfc, name, view => view.attributes[key]]), ...others.map(name => [name, name, view => otherText(view, name)])];
  for (const [key, name, pick] of rows) {
    if (!views.some(view => textOf(pick(view)))) continue;
    const line = make("tr");
    line.append(make("th", name));
    for (const view of views) {
      const change = of(view).filter(one => one.step !== "best").flatMap(one => one.changes).find(one => one.attribute === key);
      line.append(change ? cell("td", words(change), "diff") : cell("td", textOf(pick(view))));
    }
    table.append(line);
  }
  const age = make("tr");
  age.append(make("th", "age"), ...views.map(view => cell("td", [ago(view.time), view.stale ? make("span", "stale", "mark bad") : null,
    view.filtered ? make("span", "filtered", "mark") : null])));
  table.append(age);
  return table;
}

let viewsShown = [], differencesShown = [];
async function showRoute(params, after) {
  const isMine = turn("route");
  const question = new URLSearchParams(params);
  question.set("limit", "60");
  if (after) question.set("after", after);
  const answer = await get("api/v1/route?" + question);
  if (!isMine()) return;
  if (!after) viewsShown = differencesShown = [];
  viewsShown = [...viewsShown, ...answer.views];
  differencesShown = [...differencesShown, ...answer.differences];
  const first = viewsShown[0];
  at("route-title").textContent = first ? first.route : "No such route any more";
  at("route-said").textContent = first ? first.family + " in " + count(viewsShown.length, "view", "views") + (answer.next ? ", and there are more" : "") : "";
  const routers = new Map();
  for (const view of viewsShown) {
    if (!routers.has(view.router.id)) routers.set(view.router.id, []);
    routers.get(view.router.id).push(view);
  }
  at("route-views").replaceChildren(...[...routers.values()].flatMap(views => {
    const wide = make("div", undefined, "wide");
    wide.tabIndex = 0;
    wide.append(routerTable(views, differencesShown.filter(one => one.router.id === views[0].router.id)));
    return [make("h3", "Router " + views[0].router.name), wide];
  }));
  more(at("route-more"), answer.next, next => run(() => showRoute(params, next)));
}
