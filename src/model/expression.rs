//! Cross-field rules: comparisons over a row's own fields, joined by `and`, `or`, `not`.

use super::Literal;
use serde::Serialize;

/// A named rule of an entity, from `checks:`.
#[derive(Debug, Clone, Serialize)]
pub struct Check {
    /// The rule's name, snake_case: `ends_after_start`.
    pub name: String,
    /// Name of the database constraint: `events_ends_after_start_check`.
    pub constraint: String,
    pub expression: Expression,
    /// The rule as the user wrote it, for messages.
    pub text: String,
    /// What is said in place of that.
    pub message: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Expression {
    Compare(Operand, Comparison, Operand),
    And(Box<Expression>, Box<Expression>),
    Or(Box<Expression>, Box<Expression>),
    Not(Box<Expression>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Operand {
    /// Index into the entity's fields; a scalar, never a list or JSON.
    Field(usize),
    /// Of the other side's type.
    Literal(Literal),
    /// `== null` and `!= null`.
    Null,
}

impl Expression {
    /// Every comparison, from left to right.
    pub fn comparisons(&self) -> Vec<(&Operand, Comparison, &Operand)> {
        match self {
            Self::Compare(left, comparison, right) => vec![(left, *comparison, right)],
            Self::And(left, right) | Self::Or(left, right) => [left.comparisons(), right.comparisons()].concat(),
            Self::Not(inner) => inner.comparisons(),
        }
    }

    /// Indexes of the fields that it reads, from left to right and as often as it does.
    pub fn fields(&self) -> impl Iterator<Item = usize> {
        let operands = self.comparisons().into_iter().flat_map(|(left, _, right)| [left, right]);
        operands.filter_map(|operand| match operand {
            Operand::Field(index) => Some(*index),
            Operand::Literal(_) | Operand::Null => None,
        })
    }
}

impl Comparison {
    /// Less or greater, in whatever way.
    pub fn is_order(self) -> bool {
        !matches!(self, Self::Equal | Self::NotEqual)
    }

    /// What holds where this one does not.
    pub fn opposite(self) -> Self {
        match self {
            Self::Equal => Self::NotEqual,
            Self::NotEqual => Self::Equal,
            Self::Less => Self::GreaterOrEqual,
            Self::LessOrEqual => Self::Greater,
            Self::Greater => Self::LessOrEqual,
            Self::GreaterOrEqual => Self::Less,
        }
    }
}
