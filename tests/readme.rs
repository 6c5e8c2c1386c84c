//! The README's tables of what is covered, held against the crate's own.

use std::collections::BTreeMap;

use bmp_codec::bgp::attribute;
use bmp_codec::bgp::nlri::Family;

const README: &str = include_str!("../README.md");

/// The rows of the table whose second column has this title: its first two columns. All four say something.
fn table(title: &str) -> Vec<(&'static str, &'static str)> {
    let cells = |line: &'static str| -> Option<[&'static str; 4]> {
        let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
        cells.try_into().ok()
    };
    let rows = README
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
