// Charts of a peer, or of all together. They are drawn here: three lines need no library, which would be more code than this whole
// page, and would have to be watched and updated.
const SVG = "http://www.w3.org/2000/svg";
const shape = (name, fields, text) => {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(fields)) node.setAttribute(key, value);
  if (text !== undefined) node.textContent = text;
  return node;
};
const WIDTH = 900, HEIGHT = 180, LEFT = 56, BOTTOM = 24, TOP = 10;

// A round number that is not less.
function roundUp(value) {
  const unit = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return [1, 2, 5, 10].map(factor => factor * unit).find(round => round >= value);
}
const clock = minute => new Date(minute * 60000).toISOString().slice(11, 16);

// Draws lines of values, one a minute.
function chart(title, first, lines) {
  const values = lines.flatMap(line => line.values.filter(value => value !== null));
  const most = roundUp(Math.max(...values, 1)), minutes = lines[0].values.length;
  const x = index => LEFT + index / Math.max(minutes - 1, 1) * (WIDTH - LEFT - 10);
  const y = value => TOP + (1 - value / most) * (HEIGHT - TOP - BOTTOM);
  const last = lines.map(line => line.name + " now " + number(line.values.at(-1) ?? 0)).join(", ");
  const picture = shape("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": `${title}: ${last}` });
  for (const part of [0, 0.5, 1]) {
    const level = most * part;
    if (level % 1) continue;
    picture.append(shape("line", { x1: LEFT, x2: WIDTH - 10, y1: y(level), y2: y(level), class: "grid" }),
      shape("text", { x: LEFT - 6, y: y(level) + 4, "text-anchor": "end" }, short(level)));
  }
  for (let part = 0; part <= 4; part++) {
    const index = Math.round((minutes - 1) * part / 4);
    picture.append(shape("text", { x: x(index), y: HEIGHT - 6, "text-anchor": part === 0 ? "start" : part === 4 ? "end" : "middle" }, clock(first + index)));
  }
  lines.forEach((line, index) => {
    let path = "";
    line.values.forEach((value, place) => {
      if (value !== null) path += (path ? "L" : "M") + x(place).toFixed(1) + " " + y(value).toFixed(1);
    });
    const now = line.values.at(-1);
    picture.append(shape("path", { d: path, class: index ? "two" : "one" }));
    if (now !== null) picture.append(shape("circle", { cx: x(minutes - 1), cy: y(now), r: 3, class: index ? "two-dot" : "one-dot" }));
  });
  const figure = make("figure");
  figure.append(cell("figcaption", [title, ...lines.map((line, index) => make("span", (index ? "┄ " : "— ") + line.name + " " + number(line.values.at(-1) ?? 0),
    index ? "two-text" : "one-text"))]), picture);
  return figure;
}
const short = value => value >= 1e6 ? number(value / 1e6) + " M" : value >= 1e4 ? number(value / 1e3) + " k" : number(value);

async function showCharts(params) {
  const isMine = turn("charts");
  const id = params.get("peer-id");
  const answer = await get("api/v1/series" + (id ? "?peer-id=" + encodeURIComponent(id) : ""));
  if (!isMine()) return;
  at("charts-title").textContent = answer.peer ? peerText(answer.peer) + ", AS" + answer.peer.asn : "All peers together";
  const minutes = Number(params.get("minutes") ?? 60);
  at("charts-form").elements.minutes.value = String(minutes);
  const first = answer.minute - minutes + 1;
  // Minutes in which nothing happened are not in the answer; before the first one nothing is known.
  const series = { routes: [], announced: [], withdrawn: [], ups: [], downs: [] };
  let routes = null, place = 0;
  const samples = answer.samples;
  for (let minute = first; minute <= answer.minute; minute++) {
    while (place < samples.length && samples[place].minute < minute) routes = samples[place++].routes;
    const is = place < samples.length && samples[place].minute === minute ? samples[place] : null;
    if (is) routes = is.routes;
    series.routes.push(routes);
    for (const name of ["announced", "withdrawn", "ups", "downs"]) series[name].push(is ? is[name] : routes === null ? null : 0);
  }
  at("charts").replaceChildren(
    chart("Routes", first, [{ name: "routes", values: series.routes }]),
    chart("Updates a minute", first, [{ name: "announced", values: series.announced }, { name: "withdrawn", values: series.withdrawn }]),
    chart("Flaps a minute", first, [{ name: "Peer Down", values: series.downs }, { name: "Peer Up", values: series.ups }]));
}
