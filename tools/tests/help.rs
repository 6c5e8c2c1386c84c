//! Help is wrapped once, for the width at hand.

use crate::command::bmp;

#[test]
fn lines_of_a_paragraph_are_full() {
    let names = [
        "filter", "replay", "bench", "seeds", "topology", "routes", "policy", "collect",
    ];
    for name in names {
        let output = bmp(&[name, "--help"]);
        let help = String::from_utf8(output.stdout).unwrap();
        let details = help.rsplit("Print help").next().unwrap();
        let lines: Vec<_> = details.lines().collect();
        let is_text = |line: &str| !line.is_empty() && !line.starts_with(' ');
        for pair in lines
            .windows(2)
            .filter(|pair| pair.iter().all(|line| is_text(line)))
        {
            let word = pair[1].split(' ').next().unwrap();
            // The width without a terminal.
            assert!(pair[0].len() + 1 + word.len() > 100, "{name}: {pair:?}");
        }
    }
}
