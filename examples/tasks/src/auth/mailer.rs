//! Hands letters to the mail server in the background, so that no request waits for it or shows how long it took.

use std::{fmt, time::Duration};

use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
    transport::smtp::AsyncSmtpTransportBuilder,
};
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinSet,
    time,
};

use super::Settings;

/// Letters that may wait, and as many for another attempt; more are lost, and the log says so.
const MOST_WAITING: usize = 1000;
const ATTEMPTS: u32 = 3;
const PAUSE: Duration = Duration::from_secs(5);
/// Time that waiting letters get when the service stops.
const LAST_MOMENT: Duration = Duration::from_secs(20);

#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    pub to: String,
    pub subject: String,
    pub text: String,
}

impl fmt::Debug for Letter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Letter({:?}, …)", self.subject)
    }
}

/// What waits for the mail server.
#[derive(Debug)]
pub enum Job {
    Send(Letter),
    /// All before it is sent.
    Tell(oneshot::Sender<()>),
}

#[derive(Debug, Clone)]
pub struct Mailer(mpsc::Sender<Job>);

impl Mailer {
    /// Letters go to the server of the settings, or into the log where there is none.
    pub fn start(settings: &Settings) -> Self {
        let post = settings.smtp_url.clone().map(AsyncSmtpTransportBuilder::build);
        let (mailer, jobs) = Self::channel();
        tokio::spawn(work(jobs, post, settings.mail_from.clone()));
        mailer
    }

    /// Letters go to whoever holds the other end.
    pub fn channel() -> (Self, mpsc::Receiver<Job>) {
        let (sender, jobs) = mpsc::channel(MOST_WAITING);
        (Self(sender), jobs)
    }

    pub fn send(&self, letter: Letter) {
        if let Err(error) = self.0.try_send(Job::Send(letter)) {
            tracing::error!(%error, "a letter is lost");
        }
    }

    /// Waits for the letters sent so far.
    pub async fn flush(&self) {
        let (told, done) = oneshot::channel();
        let sent = async {
            if self.0.send(Job::Tell(told)).await.is_ok() {
                done.await.ok();
            }
        };
        if time::timeout(LAST_MOMENT, sent).await.is_err() {
            tracing::warn!("letters are left unsent");
        }
    }
}

type Post = AsyncSmtpTransport<Tokio1Executor>;

async fn work(mut jobs: mpsc::Receiver<Job>, post: Option<Post>, from: Mailbox) {
    let mut late = JoinSet::new();
    while let Some(job) = jobs.recv().await {
        while late.try_join_next().is_some() {}
        match (job, &post) {
            (Job::Send(letter), Some(post)) => deliver(post, &from, letter, &mut late).await,
            (Job::Send(letter), None) => {
                tracing::info!("mail to {}: {}\n{}", letter.to, letter.subject, letter.text);
            }
            (Job::Tell(done), _) => {
                while late.join_next().await.is_some() {}
                done.send(()).ok();
            }
        }
    }
}

async fn deliver(post: &Post, from: &Mailbox, letter: Letter, late: &mut JoinSet<()>) {
    let message = match message(from, letter) {
        Ok(message) => message,
        Err(error) => return tracing::error!(%error, "a letter cannot be written"),
    };
    match attempt(post, &message).await {
        Outcome::Done => {}
        Outcome::Later if late.len() < MOST_WAITING => {
            late.spawn(try_again(post.clone(), message));
        }
        Outcome::Later => tracing::error!("a letter is lost"),
    }
}

/// Beside the letters that follow, so that one which the server does not take yet holds up no other.
async fn try_again(post: Post, message: Message) {
    for number in 1..ATTEMPTS {
        time::sleep(PAUSE * number).await;
        if matches!(attempt(&post, &message).await, Outcome::Done) {
            return;
        }
    }
    tracing::error!("a letter is lost");
}

enum Outcome {
    /// The server has it, or will never take it.
    Done,
    Later,
}

async fn attempt(post: &Post, message: &Message) -> Outcome {
    match post.send(message.clone()).await {
        Ok(_) => Outcome::Done,
        Err(error) if error.is_permanent() => {
            tracing::error!(%error, "the mail server refuses a letter");
            Outcome::Done
        }
        Err(error) => {
            tracing::warn!(%error, "the mail server does not take a letter yet");
            Outcome::Later
        }
    }
}

fn message(from: &Mailbox, letter: Letter) -> anyhow::Result<Message> {
    let message =
        Message::builder().from(from.clone()).to(letter.to.parse()?).subject(letter.subject);
    Ok(message.header(ContentType::TEXT_PLAIN).body(letter.text)?)
}
