//! The files of accounts.

use super::AuthView;

/// Path and template of a file.
type Row = (&'static str, &'static str);

/// Files that all accounts need.
pub const FILES: &[Row] = &[
    ("src/auth/access.rs", "project/src/auth/access.rs.j2"),
    ("src/auth/admission.rs", "project/src/auth/admission.rs.j2"),
    ("src/auth/caller.rs", "project/src/auth/caller.rs.j2"),
    ("src/auth/challenge.rs", "project/src/auth/challenge.rs.j2"),
    ("src/auth/client.rs", "project/src/auth/client.rs.j2"),
    ("src/auth/common.rs", "project/src/auth/common.rs"),
    ("src/auth/common_passwords.txt", "project/src/auth/common_passwords.txt"),
    ("src/auth/create_admin.rs", "project/src/auth/create_admin.rs.j2"),
    ("src/auth/events.rs", "project/src/auth/events.rs"),
    ("src/auth/forgotten.rs", "project/src/auth/forgotten.rs.j2"),
    ("src/auth/form.rs", "project/src/auth/form.rs"),
    ("src/auth/grant.rs", "project/src/auth/grant.rs.j2"),
    ("src/auth/hs256.rs", "project/src/auth/hs256.rs"),
    ("src/auth/letters.rs", "project/src/auth/letters.rs.j2"),
    ("src/auth/login.rs", "project/src/auth/login.rs.j2"),
    ("src/auth/mail_tokens.rs", "project/src/auth/mail_tokens.rs.j2"),
    ("src/auth/mailer.rs", "project/src/auth/mailer.rs"),
    ("src/auth/me.rs", "project/src/auth/me.rs.j2"),
    ("src/auth/mod.rs", "project/src/auth/mod.rs.j2"),
    ("src/auth/moment.rs", "project/src/auth/moment.rs"),
    ("src/auth/opaque.rs", "project/src/auth/opaque.rs"),
    ("src/auth/passwords.rs", "project/src/auth/passwords.rs.j2"),
    ("src/auth/queries/accounts.rs", "project/src/auth/queries/accounts.rs.j2"),
    ("src/auth/queries/expired.rs", "project/src/auth/queries/expired.rs.j2"),
    ("src/auth/queries/mail_tokens.rs", "project/src/auth/queries/mail_tokens.rs.j2"),
    ("src/auth/queries/mod.rs", "project/src/auth/queries/mod.rs.j2"),
    ("src/auth/queries/sessions.rs", "project/src/auth/queries/sessions.rs"),
    ("src/auth/refresh.rs", "project/src/auth/refresh.rs.j2"),
    ("src/auth/sessions.rs", "project/src/auth/sessions.rs.j2"),
    ("src/auth/settings.rs", "project/src/auth/settings.rs.j2"),
    ("src/auth/throttle.rs", "project/src/auth/throttle.rs"),
    ("src/auth/token.rs", "project/src/auth/token.rs"),
    ("src/openapi/security.rs", "project/src/openapi/security.rs.j2"),
];

const REGISTER: Row = ("src/auth/register.rs", "project/src/auth/register.open.rs.j2");
/// Where the account begins when its address is confirmed.
const REGISTER_VERIFIED: Row = ("src/auth/register.rs", "project/src/auth/register.verified.rs.j2");
const REGISTRATION: Row = ("src/auth/registration.rs", "project/src/auth/registration.rs.j2");
const REGISTRATIONS: Row = ("src/auth/queries/registrations.rs", "project/src/auth/queries/registrations.rs");
const VERIFY: Row = ("src/auth/verify.rs", "project/src/auth/verify.rs.j2");

/// The tests of all accounts.
pub const TESTS: &[Row] = &[
    ("tests/api/auth.rs", "project/tests/api/auth.rs.j2"),
    ("tests/api/auth/events.rs", "project/tests/api/auth/events.rs.j2"),
    ("tests/api/auth/forgotten.rs", "project/tests/api/auth/forgotten.rs.j2"),
    ("tests/api/auth/keys.rs", "project/tests/api/auth/keys.rs.j2"),
    ("tests/api/auth/login.rs", "project/tests/api/auth/login.rs.j2"),
    ("tests/api/auth/me.rs", "project/tests/api/auth/me.rs.j2"),
    ("tests/api/auth/passwords.rs", "project/tests/api/auth/passwords.rs.j2"),
    ("tests/api/auth/refresh.rs", "project/tests/api/auth/refresh.rs.j2"),
    ("tests/api/auth/sessions.rs", "project/tests/api/auth/sessions.rs.j2"),
    ("tests/api/auth/throttle.rs", "project/tests/api/auth/throttle.rs.j2"),
    ("tests/api/auth/tokens.rs", "project/tests/api/auth/tokens.rs.j2"),
];

const ADMIN_TEST: Row = ("tests/api/auth/admin.rs", "project/tests/api/auth/admin.rs.j2");
const REGISTER_TEST: Row = ("tests/api/auth/register.rs", "project/tests/api/auth/register.rs.j2");
const VERIFY_TEST: Row = ("tests/api/auth/verify.rs", "project/tests/api/auth/verify.rs.j2");

/// Files that only some accounts need.
pub fn optional(view: &AuthView) -> impl Iterator<Item = &'static Row> {
    let candidates = [
        (view.register_open && !view.verify, &REGISTER),
        (view.claimed, &REGISTER_VERIFIED),
        (view.claimed, &REGISTRATION),
        (view.claimed, &REGISTRATIONS),
        (view.tests.admin_updates, &ADMIN_TEST),
        (view.tests.registers, &REGISTER_TEST),
        (view.verify, &VERIFY),
        (view.verify, &VERIFY_TEST),
    ];
    candidates.into_iter().filter(|(needed, _)| *needed).map(|(_, row)| row)
}
