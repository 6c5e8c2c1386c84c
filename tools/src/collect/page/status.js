// What was opened or closed by hand stays so.
const opened = new Map();

function showStatus(status) {
  const refused = status.routers.reduce((total, router) => total + router.refused_peers, 0);
  const alarms = [];
  if (status.failing) alarms.push("Lines cannot be written, routers wait: " + status.failing);
  if (refused) alarms.push(number(refused) + " Peer Ups were beyond the limits of peers.");
  alarm(alarms.join(" "));
  at("nav").hidden = at("for-programs").hidden = !status.tables;
  at("since").textContent = "up for " + ago(status.since, status.now);
  if (!current.startsWith("status")) return;
  const sum = pick => status.routers.reduce((total, router) => total + pick(router), 0);
  cards(at("totals"), [
    [number(status.connections) + " / " + number(status.max_connections), "connections"],
    [number(sum(router => router.peers)), "peers up"],
    [number(status.peers) + " / " + number(status.max_peers), "sessions of peers known"],
    [number(sum(router => router.routes_per_second)), "routes per second"],
    [number(sum(router => router.messages)), "messages"],
    [number(status.lines), "lines written"],
    [octets(status.queued_octets), "waiting to be written"],
    [number(status.refused), "connections refused"],
  ]);

  const head = row([["router"], ["name"], ["BGP identifier"], ["state"], ["peers", "n"], ["routes/s", "n"], ["announced", "n"],
    ["withdrawn", "n"], ["messages", "n"], ["bytes", "n"], ["malformed", "n"], ["not as negotiated", "n"],
    ["last message", "n"]], true);
  const rows = status.routers.map(router => {
    const routes = router.counts.routes;
    const sessions = router.counts.sessions;
    const up = router.connections.length;
    const state = up ? "connected" + (up > 1 ? " × " + up : "") : "gone: " + (router.last_end?.reason ?? "");
    const line = row([
      [router.address], [router.sys_name, "name"], [router.bgp_id ?? ""], [state, up ? "up state" : "down state"], [number(router.peers), "n"],
      [number(router.routes_per_second), "n"], [number(routes.announced), "n"], [number(routes.withdrawn), "n"],
      [number(router.messages), "n"], [octets(router.counts.octets), "n"],
      [number(router.malformed), router.malformed ? "n bad" : "n dim"],
      [number(sessions.contradicted + sessions.assumed), sessions.contradicted + sessions.assumed ? "n" : "n dim"],
      [ago(router.last_message, status.now), "n"],
    ]);
    line.title = router.sys_descr;
    return line;
  });
  if (!rows.length) rows.push(row([["No router has connected yet.", "dim"]]));
  at("routers").replaceChildren(head, ...rows);

  const tables = [];
  for (const router of status.routers) for (const connection of router.connections) {
    const key = router.address + " " + connection.port;
    const details = make("details");
    details.open = opened.get(key) ?? connection.peers <= 20;
    details.ontoggle = () => opened.set(key, details.open);
    const left = connection.peers - connection.first_peers.length;
    details.append(make("summary", [router.address, router.sys_name, router.bgp_id].filter(part => part).join(" ") + ", connected for " +
      ago(connection.since, status.now) + ": " + count(connection.peers, "peer", "peers") +
      (left > 0 ? ", " + number(left) + " more not shown" : "")));
    const table = make("table");
    table.append(row([["peer"], ["AS", "n"], ["BGP identifier"], ["up for", "n"], ["table"], ["announced", "n"],
      ["withdrawn", "n"], ["end of RIB", "n"]], true));
    for (const peer of connection.first_peers) {
      const none = [{ rib: "", announced: 0, withdrawn: 0, end_of_rib: 0 }];
      (peer.tables.length ? peer.tables : none).forEach((rib, index) => {
        const first = index ? [[""], [""], [""], [""]] :
          [[peer.peer], [String(peer.asn), "n"], [peer.bgp_id], [ago(peer.since, status.now), "n"]];
        table.append(row([...first, [rib.rib], [number(rib.announced), "n"], [number(rib.withdrawn), "n"],
          [rib.end_of_rib ? "yes" : "", "n"]]));
      });
    }
    const wide = make("div", undefined, "wide");
    wide.append(table);
    details.append(wide);
    tables.push(details);
  }
  at("peers").replaceChildren(...tables);
}

async function refreshStatus() {
  try {
    showStatus(await get("status.json"));
  } catch (error) {
    alarm(error.message);
  }
}
