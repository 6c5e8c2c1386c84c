//! What tshark reads in messages, as its PDML tells it.

use std::collections::VecDeque;
use std::process::Command;

use roxmltree::{Document, Node};

use super::pcap;

/// Hands over each frame as tshark reads it, in turn: what is below `packet`.
pub(crate) fn each<F: AsRef<[u8]>>(frames: &[F], mut each: impl FnMut(usize, Node<'_, '_>)) {
    const END: &str = "</packet>\n";
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("frames.pcap");
    pcap::write(&path, frames);
    let output = Command::new(env!("TSHARK"))
        .arg("-r")
        .arg(&path)
        .args(["-d", "tcp.port==11019,bmp", "-Y", "bmp", "-T", "pdml"])
        .args(["-J", "bmp bgp _ws.malformed"])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    // A document for each packet: one for all would take much memory.
    let mut count = 0;
    for packet in text.split_inclusive(END) {
        let Some(start) = packet.find("<packet>") else {
            continue;
        };
        let document = Document::parse(&packet[start..]).unwrap();
        each(count, document.root_element());
        count += 1;
    }
    assert_eq!(count, frames.len(), "packets of tshark");
}

/// The name of an element.
pub(crate) fn name<'a>(node: Node<'a, '_>) -> &'a str {
    node.attribute("name").unwrap_or_default()
}

/// The value of an element.
pub(crate) fn show<'a>(node: Node<'a, '_>) -> &'a str {
    node.attribute("show").unwrap_or_default()
}

/// The fields below an attribute, as `fields` of `testdata/frame_json.py` tells them.
pub(crate) fn attribute_fields(attribute: Node<'_, '_>) -> Vec<String> {
    const ATTRIBUTE: &str = "bgp.update.path_attribute.";
    let mut found = Vec::new();
    let mut left = VecDeque::from([attribute]);
    while let Some(node) = left.pop_front() {
        let name = name(node);
        let beside = match name.strip_prefix(ATTRIBUTE) {
            Some("flags" | "type_code" | "length") => true,
            Some(name) => {
                name.starts_with("mp_reach_nlri.") || name.starts_with("mp_unreach_nlri.")
            }
            None => name.starts_with("_ws."),
        };
        if beside {
            continue;
        }
        let whole = name.ends_with("flags") || name.ends_with(".esi");
        if node.has_children() && !whole {
            for child in node.children().rev().filter(Node::is_element) {
                left.push_front(child);
            }
        } else if !name.is_empty() && node != attribute {
            let short = name.strip_prefix("bgp.").unwrap_or(name);
            let short = short.strip_prefix("update.").unwrap_or(short);
            let short = short.strip_prefix("path_attribute.").unwrap_or(short);
            found.push(format!("{short}={}", show(node)));
        }
    }
    found
}
