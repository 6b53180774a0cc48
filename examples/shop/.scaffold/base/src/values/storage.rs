//! How PostgreSQL holds values: each as the type of its own that the database has.

use rust_decimal::Decimal as Number;
use sqlx::{
    Decode, Encode, Type,
    encode::IsNull,
    error::BoxDynError,
    postgres::{PgArgumentBuffer, PgHasArrayType, PgTypeInfo, PgValueRef, Postgres},
};

use super::{Decimal, Instant};

impl Type<Postgres> for Instant {
    fn type_info() -> PgTypeInfo {
        <time::OffsetDateTime as Type<Postgres>>::type_info()
    }
}

impl PgHasArrayType for Instant {
    fn array_type_info() -> PgTypeInfo {
        <time::OffsetDateTime as PgHasArrayType>::array_type_info()
    }
}

impl Encode<'_, Postgres> for Instant {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        Encode::<Postgres>::encode(time::OffsetDateTime::from(*self), buffer)
    }
}

impl<'r> Decode<'r, Postgres> for Instant {
    fn decode(value: PgValueRef<'r>) -> Result<Self, BoxDynError> {
        <time::OffsetDateTime as Decode<Postgres>>::decode(value).map(Self::from)
    }
}

impl<const P: u32, const S: u32> Type<Postgres> for Decimal<P, S> {
    fn type_info() -> PgTypeInfo {
        <Number as Type<Postgres>>::type_info()
    }
}

impl<const P: u32, const S: u32> PgHasArrayType for Decimal<P, S> {
    fn array_type_info() -> PgTypeInfo {
        <Number as PgHasArrayType>::array_type_info()
    }
}

impl<const P: u32, const S: u32> Encode<'_, Postgres> for Decimal<P, S> {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        Encode::<Postgres>::encode(Number::from(*self), buffer)
    }
}

impl<'r, const P: u32, const S: u32> Decode<'r, Postgres> for Decimal<P, S> {
    fn decode(value: PgValueRef<'r>) -> Result<Self, BoxDynError> {
        let mut number = <Number as Decode<Postgres>>::decode(value)?;
        number.rescale(S);
        Ok(Self::new(number.mantissa()))
    }
}
