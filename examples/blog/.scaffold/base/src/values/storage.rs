//! How SQLite holds values: instants as microseconds, times as text that sorts, decimals as whole units.

use sqlx::{
    Decode, Encode, Type,
    encode::IsNull,
    error::BoxDynError,
    sqlite::{Sqlite, SqliteArgumentsBuffer, SqliteTypeInfo, SqliteValueRef},
};
use time::OffsetDateTime;

use super::{Decimal, Instant};

impl Type<Sqlite> for Instant {
    fn type_info() -> SqliteTypeInfo {
        <i64 as Type<Sqlite>>::type_info()
    }
}

impl Encode<'_, Sqlite> for Instant {
    fn encode_by_ref(&self, buffer: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError> {
        Encode::<Sqlite>::encode(microseconds((*self).into())?, buffer)
    }
}

impl<'r> Decode<'r, Sqlite> for Instant {
    fn decode(value: SqliteValueRef<'r>) -> Result<Self, BoxDynError> {
        moment(<i64 as Decode<Sqlite>>::decode(value)?).map(Self::from)
    }
}

impl<const P: u32, const S: u32> Type<Sqlite> for Decimal<P, S> {
    fn type_info() -> SqliteTypeInfo {
        <i64 as Type<Sqlite>>::type_info()
    }
}

impl<const P: u32, const S: u32> Encode<'_, Sqlite> for Decimal<P, S> {
    fn encode_by_ref(&self, buffer: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError> {
        Encode::<Sqlite>::encode(i64::try_from(self.units())?, buffer)
    }
}

impl<'r, const P: u32, const S: u32> Decode<'r, Sqlite> for Decimal<P, S> {
    fn decode(value: SqliteValueRef<'r>) -> Result<Self, BoxDynError> {
        let units = <i64 as Decode<Sqlite>>::decode(value)?;
        Ok(Self::new(units.into()))
    }
}

fn microseconds(time: OffsetDateTime) -> Result<i64, BoxDynError> {
    Ok(i64::try_from(time.unix_timestamp_nanos() / 1_000)?)
}

fn moment(microseconds: i64) -> Result<OffsetDateTime, BoxDynError> {
    Ok(OffsetDateTime::from_unix_timestamp_nanos(i128::from(microseconds) * 1_000)?)
}
