//! What the tests share.

#[path = "../../../tests/support/built.rs"]
#[allow(dead_code)]
pub(crate) mod built;
#[path = "../../../tests/support/built_link_state.rs"]
#[allow(dead_code)]
mod built_link_state;
#[path = "../../../tests/support/forms.rs"]
#[allow(dead_code)]
pub(crate) mod forms;
#[path = "../../../tests/support/hand.rs"]
#[allow(dead_code)]
pub(crate) mod hand;
#[path = "../../../tests/support/walk.rs"]
#[allow(dead_code)]
pub(crate) mod walk;
