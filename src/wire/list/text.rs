//! The text form of a [`List`].

use core::fmt;

use crate::wire::{Element, List, Octets};

impl<T: Element, B: AsRef<[u8]>> fmt::Debug for List<T, B>
where
    for<'s> T::At<'s>: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut list = f.debug_list();
        for element in self.entries() {
            match element {
                Ok(element) => list.entry(&element),
                Err(error) => list.entry(&error),
            };
        }
        list.finish()
    }
}

/// The elements in order, separated by commas; a malformed element is `malformed` and its bytes.
impl<T: Element, B: AsRef<[u8]>> fmt::Display for List<T, B>
where
    for<'s> T::At<'s>: fmt::Display,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut elements = self.iter();
        let mut separator = "";
        loop {
            let before = elements.rest();
            let Some(element) = elements.next() else {
                return Ok(());
            };
            f.write_str(core::mem::replace(&mut separator, ", "))?;
            match element {
                Ok(element) => element.fmt(f)?,
                Err(_) => {
                    let (octets, _) = before
                        .split_at_checked(before.len() - elements.rest().len())
                        .unwrap_or_default();
                    write!(f, "malformed {}", Octets(octets))?;
                }
            }
        }
    }
}
