//! The tables of COVERAGE.md, compared with those of the crate; and the size of the README.

use std::collections::BTreeMap;

use bmp_codec::bgp::attribute;
use bmp_codec::bgp::capability::{self, Capability};
use bmp_codec::bgp::nlri::Family;
use bmp_codec::{Breach, Decode};

const COVERAGE: &str = include_str!("../COVERAGE.md");
const README: &str = include_str!("../README.md");

/// What the README says of how many there are.
#[test]
fn the_readme_counts_right() {
    let counts = format!(
        "{} path attributes, {} capabilities and {} address families",
        table("path attribute").len(),
        table("capability").len(),
        Family::TYPED.len()
    );
    assert!(
        README
            .replace('\n', " ")
            .replace("  ", " ")
            .contains(&counts),
        "{counts}"
    );
}

/// A page that is read in one go.
#[test]
fn the_readme_is_short() {
    assert!(README.lines().count() <= 180);
}

/// The rows of the table whose second column has this title: its first two columns. All four say something.
fn table(title: &str) -> Vec<(&'static str, &'static str)> {
    let cells = |line: &'static str| -> Option<[&'static str; 4]> {
        let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
        cells.try_into().ok()
    };
    let rows = COVERAGE
        .lines()
        .skip_while(|line| cells(line).is_none_or(|[_, second, ..]| second != title));
    rows.skip(2)
        .map_while(|line| line.starts_with('|').then_some(line))
        .map(|line| {
            let row = cells(line).unwrap_or_else(|| panic!("four columns: {line}"));
            assert!(row.iter().all(|cell| !cell.is_empty()), "{line}");
            (row[0], row[1])
        })
        .collect()
}

#[test]
fn path_attributes() {
    let rows = table("path attribute");
    assert!(rows.is_sorted_by_key(|(code, _)| code.parse::<u8>().unwrap()));
    let rows: BTreeMap<u8, &str> = rows
        .into_iter()
        .map(|(code, name)| (code.parse().unwrap(), name))
        .collect();
    let typed: BTreeMap<u8, &str> = (0..=255)
        .filter(|code| attribute::usual_flags(*code).is_some())
        .map(|code| (code, attribute::name(code).unwrap()))
        .collect();
    assert_eq!(rows, typed);
}

#[test]
fn capabilities() {
    let rows: Vec<(u8, &str)> = table("capability")
        .into_iter()
        .map(|(code, name)| (code.parse().unwrap(), name))
        .collect();
    // Without a value it is a value, or malformed: only what has no type is unknown.
    let is_typed = |code| {
        let octets = [code, 0];
        let capability = Capability::from_octets(&octets);
        !matches!(capability, Ok(Capability::Unknown(_)))
    };
    let typed: Vec<(u8, &str)> = (0..=255)
        .filter(|code| is_typed(*code))
        .map(|code| (code, capability::name(code).unwrap()))
        .collect();
    assert_eq!(rows, typed);
}

#[test]
fn families() {
    let mut rows: Vec<(String, String)> = Vec::new();
    for (numbers, names) in table("family") {
        assert_eq!(numbers.split(", ").count(), names.split(", ").count());
        rows.extend(
            numbers
                .split(", ")
                .map(String::from)
                .zip(names.split(", ").map(String::from)),
        );
    }
    let mut typed: Vec<(String, String)> = Family::TYPED
        .iter()
        .map(|family| {
            (
                format!("{}/{}", family.afi(), family.safi()),
                family.to_string(),
            )
        })
        .collect();
    rows.sort();
    typed.sort();
    assert_eq!(rows, typed);
}

/// Every rule, with all that the crate says of it.
#[test]
fn rules() {
    let row = |rule: &Breach| {
        let (name, action, section) = (rule.name(), rule.disposition(), rule.section());
        format!("| {name} | {rule} | {action} | {section} |")
    };
    let rows = COVERAGE
        .lines()
        .skip_while(|line| !line.starts_with("| rule |"));
    let rows: Vec<&str> = rows.skip(2).collect();
    assert_eq!(rows, Breach::ALL.iter().map(row).collect::<Vec<_>>());
}
