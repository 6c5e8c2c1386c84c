//! Routes with labels: one, or stacks of them where the session has several, or where a stack can be nothing else.

use bmp_codec::bgp::Session;
use bmp_codec::bgp::nlri::{
    Family, FamilySet, Ipv4Prefix, Labeled, LabeledIpv4, Route, Routes, Vpn,
};
use bmp_codec::net::{Label, Labels, RouteDistinguisher};
use bmp_codec::{Decode, Encode, EncodeError};
use ipnet::IpNet;
use proptest::collection::vec;
use proptest::prelude::*;

pub(crate) fn label() -> impl Strategy<Value = Label> {
    let bits = any::<(u32, u8, bool)>().prop_map(|(value, class, bottom)| {
        let label = Label::new(value).with_traffic_class(class);
        label.with_bottom_of_stack(bottom)
    });
    prop_oneof![bits, Just(Label::WITHDRAWN), Just(Label::ZERO)]
}

/// One label, or as many as routes have room for.
fn labels() -> impl Strategy<Value = Vec<Label>> {
    prop_oneof![vec(label(), 1..=1), vec(label(), 2..=Labels::MAX)]
}

/// What of these labels goes before a prefix, with `lead` bits between them.
fn stack(several: bool, labels: &[Label], lead: usize, prefix: IpNet) -> Labels {
    let bits = usize::from(prefix.prefix_len());
    // A length is one octet.
    let room = (255 - lead - bits) / 24;
    let labels = &labels[..labels.len().min(room)];
    // Without several labels, the others are bits of the prefix, unless these were too many.
    let as_prefix = 24 * (labels.len() - 1) + bits;
    if labels.len() > 1 && (several || as_prefix > usize::from(prefix.max_prefix_len())) {
        Labels::of(labels.iter().copied()).unwrap()
    } else if several {
        labels[0].with_bottom_of_stack(true).into()
    } else {
        labels[0].into()
    }
}

pub(crate) fn labeled<P>(
    session: Session,
    family: Family,
    prefix: impl Strategy<Value = P>,
) -> impl Strategy<Value = Labeled<P>>
where
    P: Copy + Into<IpNet> + std::fmt::Debug,
{
    let several = session.multiple_labels().contains(family);
    (labels(), prefix).prop_map(move |(labels, prefix)| {
        Labeled::new(stack(several, &labels, 0, prefix.into()), prefix)
    })
}

pub(crate) fn vpn<P>(
    session: Session,
    family: Family,
    prefix: impl Strategy<Value = P>,
) -> impl Strategy<Value = Vpn<P>>
where
    P: Copy + Into<IpNet> + std::fmt::Debug,
{
    let several = session.multiple_labels().contains(family);
    (labels(), any::<u64>(), prefix).prop_map(move |(labels, rd, prefix)| {
        let labels = stack(several, &labels, 64, prefix.into());
        Vpn::new(labels, RouteDistinguisher(rd), prefix)
    })
}

/// Two labels go into lists of sessions that have several, and so does one only where it says that it is the last. The
/// octets of the two are another route to a session that has not.
pub(crate) fn of_another_session(
    session: Session,
    top: Label,
    bottom: Label,
) -> Result<(), TestCaseError> {
    let family = Family::IPV4_LABELED_UNICAST;
    let session = session.with_add_path(FamilySet::EMPTY);
    let several = session.multiple_labels().contains(family);
    let prefix: Ipv4Prefix = "10.0.0.0/8".parse().unwrap();
    let refused = |labels: Labels| {
        let mut routes = Routes::<LabeledIpv4>::new(session);
        let route = Route::from(Labeled::new(labels, prefix));
        let result = routes.push(&route);
        assert_eq!(routes.is_empty(), result.is_err());
        matches!(result, Err(EncodeError::Session { .. }))
    };
    let two = Labels::of([top, bottom]).unwrap();
    prop_assert_eq!(refused(two), !several);
    prop_assert_eq!(refused(top.into()), several && !top.is_bottom_of_stack());

    let octets = Labeled::new(two, prefix).to_vec().unwrap();
    let read = LabeledIpv4::from_octets_in(&octets, session.routes(family)).unwrap();
    // Three octets of label, and one of prefix: a prefix of 32 bits.
    let expected = if several {
        (two, 8)
    } else {
        (two.top().into(), 32)
    };
    prop_assert_eq!((read.labels, read.net().prefix_len()), expected);
    Ok(())
}
