//! Routes with labels: one, or stacks of them where the session has several, or where a stack can be nothing else.

use bmp_codec::bgp::Session;
use bmp_codec::bgp::nlri::{Family, Labeled, Vpn};
use bmp_codec::net::{Label, Labels, RouteDistinguisher};
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
