//! The page that browsers show: one file, made of those in this folder, so that it needs nothing else.

/// The whole page.
pub(crate) const PAGE: &str = concat!(
    include_str!("index.html"),
    "<style>\n",
    include_str!("style.css"),
    "</style>\n<script>\n",
    include_str!("basics.js"),
    include_str!("status.js"),
    include_str!("peers.js"),
    include_str!("routes.js"),
    include_str!("route.js"),
    include_str!("policy.js"),
    include_str!("charts.js"),
    include_str!("main.js"),
    "</script>\n</html>\n",
);
