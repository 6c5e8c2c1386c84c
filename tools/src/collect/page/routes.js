// The looking glass: which routes are there?

// Says which parameter a typed text is.
function meaning(text) {
  text = text.trim();
  if (!text) return {};
  if (/^as ?\d+(\.\d+)?$/i.test(text) || /^\d+$/.test(text)) return { as: text.replace(/^as ?/i, "") };
  if (/^\d+:\d+(:\d+)?$/.test(text)) return { community: text };
  if (/^[\d.]+(\/\d+)?$/.test(text) || /^[\da-f]*:[\da-f:.]*(\/\d+)?$/i.test(text)) return { prefix: text };
  return { community: text };
}

// Returns the question that the form asks.
function asksRoutes() {
  const fields = Object.fromEntries([...at("routes-form").elements].filter(field => field.name).map(field => [field.name, field.value.trim()]));
  const { search, ...others } = fields;
  const found = meaning(search);
  if (!found.prefix) delete others.match;
  for (const [name, value] of Object.entries(found)) others[name] = value;
  return others;
}

function fillRoutes(params) {
  const form = at("routes-form");
  const others = ["origin-as", "as", "community", "next-hop", "rd", "peer", "vrf", "rib", "family", "stale", "peer-id"];
  form.elements.search.value = params.get("prefix") ?? (params.get("as") ? "AS" + params.get("as") : params.get("community") ?? "");
  form.elements.match.value = params.get("match") ?? "";
  // What the main field shows is not in the further ones, too.
  const shown = params.get("prefix") ? "" : params.get("as") ? "as" : "community";
  let further = false;
  for (const name of others) {
    const value = name === shown ? "" : params.get(name) ?? "";
    form.elements[name].value = value;
    further ||= value !== "";
  }
  if (further) at("routes-further").open = true;
}

const list = values => values.join(" ");
const toRoute = route => link(route.route || "(none)", "route", { family: route.family, key: route.key, "path-id": route.prefix ? "" : route.path_id });

function routeRow(route) {
  const { as_path, next_hop, communities, extended_communities, large_communities, local_pref, med } = route.attributes;
  const marks = [route.stale ? make("span", "stale", "mark bad") : null, route.filtered ? make("span", "filtered", "mark") : null,
    route.path_id === null ? null : make("span", "path " + route.path_id, "mark dim")];
  return row([
    [[toRoute(route), ...marks.flatMap(mark => mark ? [" ", mark] : [])], "long"], [route.family],
    [peerText(route.peer)], [String(route.peer.asn), "n"], [route.rib ?? "unknown"], [as_path ?? "", "long"], [next_hop ?? ""],
    [list([...communities, ...extended_communities, ...large_communities]), "long"],
    [local_pref === null ? "" : String(local_pref), "n"], [med === null ? "" : String(med), "n"], [ago(route.time), "n"],
  ]);
}

let routesShown = 0;
async function showRoutes(params, after) {
  const isMine = turn("routes");
  const table = at("routes-list");
  if (!after) {
    fillRoutes(params);
    routesShown = 0;
    table.replaceChildren();
    at("routes-more").replaceChildren();
  }
  const isEmpty = ![...params.values()].some(value => value);
  if (isEmpty && !after) {
    at("routes-said").textContent = "Type what you look for, or press Search to see all routes.";
    at("search").focus();
    return;
  }
  at("routes-said").textContent = "Searching …";
  const question = new URLSearchParams(params);
  question.delete("all");
  let answer, found = [];
  // A part may have nothing if there are many routes: go on, and say so.
  do {
    if (after) question.set("after", after);
    answer = await get("api/v1/routes?" + question);
    if (!isMine()) return;
    found = answer.routes;
    after = answer.next;
    if (!found.length && after) at("routes-said").textContent = "Searching … at " + after;
  } while (!found.length && after);
  if (!table.rows.length && found.length) {
    table.append(row([["route"], ["family"], ["peer"], ["AS", "n"], ["RIB view"], ["AS path"], ["next hop"], ["communities"], ["local pref", "n"], ["MED", "n"],
      ["age", "n"]], true));
  }
  if (found.length) append(table, found.map(routeRow));
  routesShown += found.length;
  at("routes-said").textContent = routesShown ? count(routesShown, "route", "routes") + (answer.next ? ", and there are more" : "") : "No such route.";
  more(at("routes-more"), answer.next, next => run(() => showRoutes(params, next)));
}
