// Which view is shown, and what it asks for, is in the address: back and forward work, and a link leads to an answer.
let current = "status";
const VIEWS = { peers: showPeers, routes: showRoutes, route: showRoute, policy: showPolicy, charts: showCharts };

// Says what went wrong.
async function run(work) {
  try {
    await work();
    if (current !== "status") alarm("");
  } catch (error) {
    alarm(error.message);
    if (!(error instanceof Refused)) for (const id of ["routes-said", "policy-said", "peers-said"]) at(id).textContent = "";
  }
}

function place() {
  const [, name, question] = /^#\/([a-z]+)(?:\?(.*))?$/.exec(location.hash) ?? [null, "status", ""];
  return [VIEWS[name] ? name : "status", new URLSearchParams(question ?? "")];
}

function show() {
  const [name, params] = place();
  current = name;
  alarm("");
  at("status").hidden = name !== "status";
  for (const view of Object.keys(VIEWS)) at("view-" + view).hidden = view !== name;
  for (const node of at("nav").children) {
    const of = node.getAttribute("href").slice(2);
    if (of === (name === "route" ? "routes" : name)) node.setAttribute("aria-current", "page");
    else node.removeAttribute("aria-current");
  }
  if (name === "status") refreshStatus();
  else run(() => VIEWS[name](params));
}

const goTo = (view, pairs) => {
  const next = href(view, pairs);
  if (location.hash === next) show();
  else location.hash = next;
};
const onSubmit = (id, go) => at(id).addEventListener("submit", event => { event.preventDefault(); go(event.target); });
const fields = form => Object.fromEntries([...form.elements].filter(field => field.name).map(field => [field.name, field.value.trim()]));

onSubmit("peers-form", form => goTo("peers", fields(form)));
onSubmit("routes-form", () => {
  const asked = asksRoutes();
  goTo("routes", Object.values(asked).some(value => value) ? asked : { all: "1" });
});
onSubmit("policy-peers", form => run(() => findPeers(form.elements.q.value)));
onSubmit("policy-form", () => {
  const next = asksPolicy(place()[1].get("peer-id"));
  if (location.hash === next) show();
  else location.hash = next;
});
at("charts-form").elements.minutes.addEventListener("change", event => {
  goTo("charts", { "peer-id": place()[1].get("peer-id"), minutes: event.target.value });
});
onSubmit("login", () => {
  token = at("token").value.trim();
  at("token").value = "";
  refreshStatus();
  show();
});
window.addEventListener("hashchange", show);
show();
if (current !== "status") refreshStatus();
setInterval(() => {
  if (document.hidden || !at("login").hidden) return;
  if (current === "status") refreshStatus();
  else if (current === "charts") show();
}, 2000);
