//! What `bmp replay` says, and with which status it ends.

use std::io::Write;

use crate::command::bmp;

/// A Termination whose reason is 0.
const TERMINATION: &[u8] = &[3, 0, 0, 0, 12, 5, 0, 1, 0, 2, 0, 0];

fn file(octets: &[u8]) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(octets).unwrap();
    file
}

/// Status 0 means that everything in the file was sent.
#[test]
fn what_was_not_sent_is_said_and_a_failure() {
    let whole = TERMINATION.repeat(3);
    let garbage = [&whole[..], &[b'?'; 20], &whole].concat();
    let cut = &whole[..30];
    let lost = "not sent, because they are in no whole message:";
    for (octets, status, bytes, said) in [
        (&whole[..], 0, 36, String::new()),
        (
            &garbage,
            1,
            72,
            format!(
                "bmp replay: {lost} 20 bytes\nbmp replay:   at byte 36 of stream raw: 20 bytes skipped\n"
            ),
        ),
        (
            cut,
            1,
            24,
            format!(
                "bmp replay: {lost} 6 bytes\nbmp replay:   at byte 24 of stream raw: ends in the middle of a message: end \
                 of file after 6 bytes of it\n"
            ),
        ),
    ] {
        let file = file(octets);
        let output = bmp(&["replay", "-q", "--out", "-", file.path().to_str().unwrap()]);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), errors), (Some(status), said));
        assert_eq!(output.stdout.len(), bytes);
    }
}
