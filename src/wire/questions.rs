//! `questions!`: defines methods that find elements in a list.

/// Defines methods that find elements of one kind, among the well-formed ones. A line is `first` or `all`, the name of
/// the method, the variant and its value.
///
/// ```text
/// questions! {
///     PrefixSid of PrefixSidTlv:
///     /// The label index that counts: the first one.
///     first label_index: LabelIndex(LabelIndex);
/// }
/// ```
macro_rules! questions {
    ($list:ident of $element:ident: $($(#[$doc:meta])* $which:ident $question:ident: $variant:ident($type:ty);)*) => {
        impl<B: AsRef<[u8]>> $list<B> {
            $($crate::wire::questions! { @$which $(#[$doc])* $question $element $variant $type })*
        }
    };
    (@first $(#[$doc:meta])* $question:ident $element:ident $variant:ident $type:ty) => {
        $(#[$doc])*
        #[must_use]
        pub fn $question(&self) -> Option<$type> {
            self.iter().find_map(|element| match element {
                Ok($element::$variant(value)) => Some(value),
                _ => None,
            })
        }
    };
    (@all $(#[$doc:meta])* $question:ident $element:ident $variant:ident $type:ty) => {
        $(#[$doc])*
        pub fn $question(&self) -> impl Iterator<Item = $type> {
            self.iter().filter_map(|element| match element {
                Ok($element::$variant(value)) => Some(value),
                _ => None,
            })
        }
    };
}
pub(crate) use questions;
