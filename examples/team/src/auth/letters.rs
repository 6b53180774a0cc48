//! What accounts are written. Links lead to `PUBLIC_URL`, never to where a request says it was sent.

use super::{SERVICE, Settings, mailer::Letter, opaque::Opaque};

/// A way back in for those who have forgotten their password.
pub fn reset(to: &str, settings: &Settings, token: &Opaque) -> Letter {
    let link = link(settings, "reset-password", token);
    letter(
        to,
        "Set a new password",
        format!(
            "Somebody, hopefully you, wants to set a new password for your account with {SERVICE}.\n\n\
         {link}\n\n\
         The link works once, within ten minutes. If it was not you, do nothing: your password stays as it is.\n"
        ),
    )
}

/// Tells that the password is another one now.
pub fn password_changed(to: &str) -> Letter {
    letter(
        to,
        "Your password has changed",
        format!(
            "The password of your account with {SERVICE} has just been changed, and your other sessions have ended.\n\n\
         If it was not you, set a new password at once.\n"
        ),
    )
}

/// Tells the former address that it is no longer that of the account.
pub fn email_changed(to: &str) -> Letter {
    letter(
        to,
        "Your e-mail address has changed",
        format!(
            "Your account with {SERVICE} has another e-mail address now; this one will not get you in any more.\n\n\
         If it was not you, ask those who run {SERVICE} for help.\n"
        ),
    )
}

/// Asks whether an address is the account's.
pub fn verify(to: &str, settings: &Settings, token: &Opaque) -> Letter {
    let link = link(settings, "verify-email", token);
    letter(
        to,
        "Confirm your e-mail address",
        format!(
            "An account with {SERVICE} is to have this e-mail address. If the account is yours, please confirm it:\n\n\
         {link}\n\n\
         The link works once, within a day. If the account is somebody else's, do nothing.\n"
        ),
    )
}

/// Tells the owner of an account that another one wants to have its address.
pub fn address_taken(to: &str) -> Letter {
    letter(
        to,
        "You have an account already",
        format!(
            "Somebody, hopefully you, wants to give this e-mail address to another account with {SERVICE}. It has one \
         already, and nothing changes.\n"
        ),
    )
}

/// Asks whoever registers whether the address is theirs.
pub fn registered(to: &str, settings: &Settings, token: &Opaque) -> Letter {
    let link = link(settings, "verify-email", token);
    letter(
        to,
        "Confirm your registration",
        format!(
            "Somebody, hopefully you, has registered with {SERVICE} under this e-mail address. If it was you, confirm it:\n\n\
         {link}\n\n\
         The link works once, within a day. If it was not you, do nothing: whoever registered knows the password.\n"
        ),
    )
}

/// Tells the owner of an account that somebody wants to register with its address.
pub fn already_registered(to: &str) -> Letter {
    letter(
        to,
        "You have an account already",
        format!(
            "Somebody, hopefully you, wants to register with {SERVICE}, where this e-mail address has an account \
         already.\n\n\
         Log in with it, or set a new password if you have forgotten yours.\n"
        ),
    )
}

fn letter(to: &str, subject: &str, text: String) -> Letter {
    Letter { to: to.to_owned(), subject: subject.to_owned(), text }
}

/// The page that takes the token. It stands behind `#`, which browsers keep from servers and their logs.
fn link(settings: &Settings, page: &str, token: &Opaque) -> String {
    format!("{}/{page}#token={}", settings.public_url, token.as_ref())
}
