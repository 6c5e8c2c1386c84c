//! [`Labels`]: the label stack of a route ([RFC 8277, section 2](https://www.rfc-editor.org/rfc/rfc8277#section-2)).

use core::fmt;
use core::str::FromStr;

use bytes::BufMut;

use crate::net::{Label, ParseError};
use crate::wire::{Encode, EncodeError, Fixed, Writer};

/// The labels that a route binds to its prefix: one, or, if two speakers negotiated multiple labels, a stack with its
/// top first.
///
/// A route has at most 255 bits, so all labels fit in place: nothing is allocated, and the labels are `Copy`. A single
/// label keeps its bottom-of-stack bit unchanged (in withdrawn routes it may have any value). In a stack, only the last
/// label has this bit set. The text form separates labels by slashes.
///
/// ```
/// use bmp_codec::net::{Label, Labels};
///
/// let one = Labels::from(Label::new(100));
/// assert_eq!((one.top(), one.depth()), (Label::new(100), 1));
/// assert_eq!(one.to_string(), "100");
///
/// let stack = Labels::of([Label::new(100), Label::new(200)])?;
/// assert_eq!(stack.iter().map(Label::value).collect::<Vec<_>>(), [100, 200]);
/// assert_eq!(stack.bottom(), Label::new(200));
/// assert!(!stack.top().is_bottom_of_stack());
/// assert_eq!("100/200".parse(), Ok(stack));
/// # Ok::<(), bmp_codec::EncodeError>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Labels {
    top: Label,
    /// Zero behind the last label, so that stacks compare as their bytes.
    below: [[u8; 3]; Labels::MAX - 1],
    /// The number of labels below the top.
    more: u8,
}

impl Labels {
    /// The maximum number of labels: a route of 255 bits has room for that many.
    pub const MAX: usize = 10;

    /// Returns a stack of labels, the top first. If there are several, sets the bottom-of-stack bit on the last one and
    /// on no other.
    ///
    /// # Errors
    /// [`EncodeError::Missing`] if there is no label; [`EncodeError::TooMany`] if there are more than
    /// [`MAX`](Labels::MAX).
    pub fn of(labels: impl IntoIterator<Item = Label>) -> Result<Labels, EncodeError> {
        let mut labels = labels.into_iter();
        let top = labels
            .next()
            .ok_or(EncodeError::Missing { what: "label" })?;
        let mut stack = Labels::from(top);
        while let Some(label) = labels.next() {
            if !stack.push(label) {
                return Err(EncodeError::TooMany {
                    what: "labels",
                    count: Labels::MAX + 1 + labels.count(),
                    limit: Labels::MAX,
                });
            }
        }
        Ok(stack)
    }

    /// Adds a label at the bottom; returns whether there was room.
    pub(crate) fn push(&mut self, label: Label) -> bool {
        let more = usize::from(self.more);
        let above = self.bottom().with_bottom_of_stack(false);
        let Some(place) = self.below.get_mut(more) else {
            return false;
        };
        *place = label.with_bottom_of_stack(true).to_octets();
        self.more += 1;
        match more
            .checked_sub(1)
            .and_then(|above| self.below.get_mut(above))
        {
            Some(place) => *place = above.to_octets(),
            None => self.top = above,
        }
        true
    }

    /// Returns the label at the top of the stack, which the next router looks at. A single label is the top and the
    /// bottom.
    #[inline]
    #[must_use]
    pub const fn top(&self) -> Label {
        self.top
    }

    /// Returns the label at the bottom of the stack, next to the prefix. A single label is the top and the bottom.
    #[must_use]
    pub fn bottom(&self) -> Label {
        self.get(self.depth() - 1).unwrap_or_default()
    }

    /// Returns the number of labels: 1 to [`MAX`](Labels::MAX).
    #[inline]
    #[must_use]
    pub const fn depth(&self) -> usize {
        1 + self.more as usize
    }

    /// Returns the label at an index, 0 for the top.
    #[must_use]
    pub fn get(&self, place: usize) -> Option<Label> {
        match place.checked_sub(1) {
            None => Some(self.top),
            Some(place) if place < usize::from(self.more) => {
                self.below.get(place).copied().map(Fixed::from_octets)
            }
            Some(_) => None,
        }
    }

    /// Returns an iterator over the labels, from the top.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Label> + DoubleEndedIterator + Clone {
        let labels = *self;
        (0..self.depth()).map(move |place| labels.get(place).unwrap_or_default())
    }
}

/// A single label.
impl From<Label> for Labels {
    #[inline]
    fn from(label: Label) -> Labels {
        Labels {
            top: label,
            below: [[0; 3]; Labels::MAX - 1],
            more: 0,
        }
    }
}

impl Encode for Labels {
    fn encoded_len(&self) -> usize {
        3 * self.depth()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        self.iter().try_for_each(|label| label.put(out))
    }
}

/// `100`, `100/200`. The bottom-of-stack bit is usual if it is what the place of the label asks for.
impl fmt::Display for Labels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let last = self.depth() - 1;
        for (place, label) in self.iter().enumerate() {
            if place == last {
                return label.fmt(f);
            }
            write!(f, "{}/", label.with_bottom_of_stack(true))?;
        }
        Ok(())
    }
}

impl fmt::Debug for Labels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Labels({self})")
    }
}

impl FromStr for Labels {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Labels, ParseError> {
        let mut labels = text.split('/').map(str::parse);
        let error = ParseError("labels");
        let top = labels.next().and_then(Result::ok).ok_or(error)?;
        labels.try_fold(Labels::from(top), |mut stack, label| {
            let label = label.map_err(|_| error)?;
            stack.push(label).then_some(stack).ok_or(error)
        })
    }
}

/// Serde form: text for people; for machines a sequence with all bits of each label.
#[cfg(feature = "serde")]
mod json {
    use super::{Label, Labels};
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    impl Serialize for Labels {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            if serializer.is_human_readable() {
                serializer.collect_str(self)
            } else {
                serializer.collect_seq(self.iter().map(u32::from))
            }
        }
    }

    impl<'de> Deserialize<'de> for Labels {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Labels, D::Error> {
            if deserializer.is_human_readable() {
                return crate::wire::serde::text(deserializer);
            }
            let bits = alloc::vec::Vec::<u32>::deserialize(deserializer)?;
            Labels::of(bits.into_iter().map(Label::from)).map_err(D::Error::custom)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(feature = "serde")]
    use crate::testkit::binary;
    use crate::testkit::{cases, hex, json, refused};

    #[test]
    fn stacks() {
        let stack = Labels::of([100, 200, 3].map(Label::new)).unwrap();
        assert_eq!(stack.to_vec().unwrap(), hex("000640 000c80 000031"));
        assert_eq!(stack.depth(), 3);
        assert_eq!(stack.top().value(), 100);
        assert_eq!(stack.bottom(), Label::IMPLICIT_NULL);
        assert_eq!(stack.get(1), Some(Label::from(0x00_0c80)));
        assert_eq!(stack.get(3), None);
        let up: Vec<u32> = stack.iter().rev().map(Label::value).collect();
        assert_eq!(up, [3, 200, 100]);
        assert_eq!(stack.iter().len(), 3);
        json(&stack, "\"100/200/3\"");
        assert_eq!(format!("{stack:?}"), "Labels(100/200/3)");
    }

    #[test]
    fn one_label_keeps_its_bits() {
        for (label, text) in [
            (Label::new(100), "\"100\""),
            (Label::WITHDRAWN, "\"withdrawn\""),
            (Label::ZERO, "\"0(s0)\""),
        ] {
            let labels = Labels::from(label);
            assert_eq!(Labels::of([label]), Ok(labels));
            assert_eq!((labels.top(), labels.bottom()), (label, label));
            json(&labels, text);
        }
    }

    #[test]
    fn traffic_classes_stay_in_text() {
        let labels = [Label::new(100).with_traffic_class(5), Label::new(200)];
        let labels = Labels::of(labels).unwrap();
        assert_eq!(labels.to_vec().unwrap(), hex("00064a 000c81"));
        json(&labels, "\"100(tc5)/200\"");
        // Of several labels the place says which is the bottom.
        assert_eq!("0x00064b/0x000c80".parse(), Ok(labels));
    }

    #[test]
    fn none_and_too_many() {
        assert_eq!(Labels::of([]), Err(EncodeError::Missing { what: "label" }));
        let most = Labels::of([Label::new(7); 10]).unwrap();
        assert_eq!(most.encoded_len(), 30);
        assert_eq!(most.to_string().parse(), Ok(most));
        assert_eq!(
            refused(Labels::of([Label::new(7); 12])),
            "12 labels: at most 10 fit"
        );
        assert_eq!("".parse::<Labels>(), Err(ParseError("labels")));
        cases! { not Labels: "" "/" "100/" "1048576" "100,200" "1/2/3/4/5/6/7/8/9/10/11" }
    }

    #[test]
    fn stacks_compare_as_their_octets() {
        let of = |labels: &[u32]| Labels::of(labels.iter().copied().map(Label::new)).unwrap();
        let mut stacks = [of(&[2]), of(&[1, 3]), of(&[1, 2]), of(&[1]), of(&[1, 2, 3])];
        let mut octets = stacks.map(|stack| stack.to_vec().unwrap());
        stacks.sort();
        octets.sort();
        assert_eq!(stacks.map(|stack| stack.to_vec().unwrap()), octets);
    }

    #[cfg(feature = "serde")]
    #[test]
    fn for_machines() {
        for text in ["withdrawn", "100", "100/100(tc5)/3"] {
            binary(&text.parse::<Labels>().unwrap());
        }
        let none = postcard::to_allocvec::<[u32; 0]>(&[]).unwrap();
        assert!(postcard::from_bytes::<Labels>(&[&none[..], &[0]].concat()).is_err());
    }
}
