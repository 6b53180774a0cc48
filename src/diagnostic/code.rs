//! The codes of all mistakes: the words in brackets and the argument of `scaffold explain`.

use std::fmt;

macro_rules! codes {
    ($($variant:ident = $text:literal,)*) => {
        /// What kind of mistake it is; the text form is stable.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($variant,)* }

        impl Code {
            /// Every code there is.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];

            pub fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $text,)* }
            }
        }
    };
}

codes! {
    // The file and its YAML.
    UnreadableFile = "unreadable-file",
    NotAFile = "not-a-file",
    FileTooLarge = "file-too-large",
    NotUtf8 = "not-utf8",
    YamlSyntax = "yaml-syntax",
    YamlTab = "yaml-tab",
    YamlQuote = "yaml-quote",
    YamlComment = "yaml-comment",
    YamlDocuments = "yaml-documents",
    YamlAlias = "yaml-alias",
    YamlTag = "yaml-tag",
    YamlMerge = "yaml-merge",
    YamlLimit = "yaml-limit",
    DuplicateKey = "duplicate-key",
    UnknownKey = "unknown-key",
    MissingKey = "missing-key",
    WrongShape = "wrong-shape",
    NotABoolean = "not-a-boolean",
    NotANumber = "not-a-number",
    NotAllowedHere = "not-allowed-here",
    ControlCharacter = "control-character",
    // The field line.
    LineSyntax = "line-syntax",
    UnquotedType = "unquoted-type",
    WordOrder = "word-order",
    UnknownWord = "unknown-word",
    RepeatedWord = "repeated-word",
    // Names.
    InvalidName = "invalid-name",
    NameTooLong = "name-too-long",
    ReservedName = "reserved-name",
    NameClash = "name-clash",
    ColumnClash = "column-clash",
    GeneratedClash = "generated-clash",
    RouteClash = "route-clash",
    // The service.
    UnsupportedVersion = "unsupported-version",
    UnknownValue = "unknown-value",
    InvalidVersion = "invalid-version",
    InvalidPath = "invalid-path",
    TooMany = "too-many",
    NotAvailableYet = "not-available-yet",
    // Types and values.
    UnknownType = "unknown-type",
    InvalidSize = "invalid-size",
    MissingSize = "missing-size",
    OptionalList = "optional-list",
    NestedList = "nested-list",
    InvalidDefault = "invalid-default",
    InvalidValue = "invalid-value",
    MinAboveMax = "min-above-max",
    InvalidPattern = "invalid-pattern",
    WordNotHere = "word-not-here",
    ConflictingWords = "conflicting-words",
    NeverSet = "never-set",
    NeedsExample = "needs-example",
    SecretExposed = "secret-exposed",
    CannotIndex = "cannot-index",
    CannotFilter = "cannot-filter",
    CannotSort = "cannot-sort",
    CannotSearch = "cannot-search",
    ReservedParameter = "reserved-parameter",
    EmptyEnum = "empty-enum",
    DuplicateValue = "duplicate-value",
    FormerName = "former-name",
    // Entities, keys and relations.
    NoFields = "no-fields",
    UnknownField = "unknown-field",
    InvalidKey = "invalid-key",
    TwoKeys = "two-keys",
    KeyCycle = "key-cycle",
    SetNullRequired = "set-null-required",
    RequiredCycle = "required-cycle",
    InvalidReferences = "invalid-references",
    InvalidThrough = "invalid-through",
    LinksToComposite = "links-to-composite",
    DuplicateIndex = "duplicate-index",
    InvalidCheck = "invalid-check",
    // Accounts.
    NeedsAuth = "needs-auth",
    UnknownRole = "unknown-role",
    UnknownAccount = "unknown-account",
    OwnerPath = "owner-path",
    NeedsOwner = "needs-owner",
    // Warnings.
    FewerRows = "fewer-rows",
    SeparateUniques = "separate-uniques",
    TwoRows = "two-rows",
}

impl Code {
    /// Whether the spec can be used all the same.
    pub fn is_warning(self) -> bool {
        matches!(self, Self::FewerRows | Self::SeparateUniques | Self::TwoRows)
    }

    /// `error` or `warning`.
    pub fn severity(self) -> &'static str {
        if self.is_warning() { "warning" } else { "error" }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
