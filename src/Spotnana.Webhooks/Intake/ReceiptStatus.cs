namespace Spotnana.Webhooks.Intake;

/// <summary>How a POST ended. Everything that follows from a status stands in <see cref="ReceiptMeaning"/>.</summary>
internal enum ReceiptStatus
{
    /// <summary>The client was gone before it could be answered. Also the default: nothing is accepted until it is stored.</summary>
    Aborted = 0,

    /// <summary>Stored for the first time.</summary>
    Accepted,

    /// <summary>Stored without its body, because the subscription leaves out events of its kind.</summary>
    Skipped,

    /// <summary>The same bytes are stored under this id already.</summary>
    Duplicate,

    /// <summary>
    /// Stored as a dead letter: no readable envelope, an id that came before with other bytes, or a delivery that the engine refuses.
    /// </summary>
    Quarantined,

    /// <summary>Authentic, but not stored in time, or the inbox fails.</summary>
    NotStored,

    /// <summary>Not a POST.</summary>
    MethodNotAllowed,

    /// <summary>The body is compressed.</summary>
    Encoded,

    /// <summary>Where the body ends may be read in two ways.</summary>
    AmbiguousFraming,

    /// <summary>The server found the body's framing broken while it read.</summary>
    BrokenFraming,

    /// <summary>The body is larger than <c>Intake:MaxBodyBytes</c>.</summary>
    TooLarge,

    /// <summary>No budget is left for the body.</summary>
    Busy,

    /// <summary>The body was unfinished for so long that its room was given to others.</summary>
    Displaced,

    /// <summary>The body came too slowly.</summary>
    Slow,

    /// <summary>A header of <c>RequiredHeaders</c> is missing or wrong.</summary>
    RequiredHeader,

    /// <summary>A header of the signature is missing.</summary>
    SignatureMissing,

    /// <summary>A header of the signature stands more than once.</summary>
    SignatureRepeated,

    /// <summary>The signature's header holds no signature.</summary>
    SignatureMalformed,

    /// <summary>No secret of the subscription made the signature.</summary>
    SignatureMismatch,

    /// <summary>The id is too long, or not printable ASCII.</summary>
    IdMalformed,

    /// <summary>The timestamp is not a plain number of seconds.</summary>
    TimestampMalformed,

    /// <summary>The timestamp is older than <c>Intake:TimestampTolerance</c>.</summary>
    TimestampStale,

    /// <summary>The timestamp is further ahead than <c>Intake:FutureTolerance</c>.</summary>
    TimestampFuture,

    /// <summary>There is neither a header of a signature nor a token.</summary>
    TokenMissing,

    /// <summary>The header <c>Authorization</c> holds no token of this service, or stands more than once.</summary>
    TokenMalformed,

    /// <summary>No secret of the subscription's client made the token.</summary>
    TokenMismatch,

    /// <summary>The token's time is over.</summary>
    TokenExpired,

    /// <summary>Authentic, but of another API version than the subscription accepts.</summary>
    ApiVersion,
}
