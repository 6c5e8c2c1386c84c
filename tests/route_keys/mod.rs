//! Keys of routes: those of captured routers, those of routes that differ in one field, and those of any routes.

mod any;
mod captures;
mod fields;
