//! Errors in an UPDATE, and what a receiver does about each: rule by rule, with octets laid out by hand from the RFCs.

mod attributes;
mod hostile;
mod message;
mod neighbors;
mod other_rfcs;

use bmp_codec::Decode;
use bmp_codec::bgp::error_action::{Disposition, ErrorContext};
use bmp_codec::bgp::{Session, Update};

use crate::support::hand::{hex, update_body};

/// ORIGIN IGP, AS_PATH 65001, NEXT_HOP 192.0.2.1: 20 octets.
const MANDATORY: &str = "40010100 400206 0201 0000fde9 400304 c0000201";
/// 10.0.0.0/8.
const ROUTE: &str = "08 0a";
/// An MP_REACH_NLRI of 2001:db8::/32 by way of 2001:db8::1: 29 octets.
const REACH: &str = "800e1a 0002 01 10 20010db8000000000000000000000001 00 20 20010db8";

/// The errors as text, and the disposition.
fn said(body: &[u8], session: Session, context: ErrorContext) -> (Vec<String>, Disposition) {
    let update = Update::from_octets_in(body, session).unwrap();
    let errors: Vec<_> = update.errors(context).collect();
    // What is asked for is the same wherever the octets are.
    assert!(update.to_owned().errors(context).eq(errors.iter().copied()));
    let strongest = errors.iter().map(|error| error.disposition).max();
    let disposition = update.disposition(context);
    assert_eq!(disposition, strongest.unwrap_or_default());
    (
        errors.iter().map(ToString::to_string).collect(),
        disposition,
    )
}

/// The errors of an UPDATE that announces 10.0.0.0/8 with the mandatory attributes, and these behind them: at byte 24.
fn of(attributes: &str) -> Vec<String> {
    of_in(attributes, Session::default(), ErrorContext::default())
}

fn of_in(attributes: &str, session: Session, context: ErrorContext) -> Vec<String> {
    let list = [hex(MANDATORY), hex(attributes)].concat();
    said(&update_body(&[], &list, &hex(ROUTE)), session, context).0
}

/// The errors of an UPDATE of these parts, and the disposition.
fn parts(withdrawn: &str, attributes: &str, nlri: &str) -> (Vec<String>, Disposition) {
    parts_in(withdrawn, attributes, nlri, ErrorContext::default())
}

fn parts_in(
    withdrawn: &str,
    attributes: &str,
    nlri: &str,
    context: ErrorContext,
) -> (Vec<String>, Disposition) {
    let body = update_body(&hex(withdrawn), &hex(attributes), &hex(nlri));
    said(&body, Session::default(), context)
}
