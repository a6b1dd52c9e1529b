namespace Spotnana.Webhooks.Contract;

/// <summary>Why a body is not a readable envelope. It reveals nothing of the body, so it is safe in logs and metrics.</summary>
public enum UnreadableReason
{
    /// <summary>There are no bytes.</summary>
    Empty = 0,

    /// <summary>The bytes are not valid UTF-8.</summary>
    NotUtf8,

    /// <summary>
    /// The text is not one JSON value in strict syntax: no byte order mark, no comments, no trailing commas, nothing after the end.
    /// </summary>
    NotJson,

    /// <summary>Objects and arrays are nested in more than 128 levels.</summary>
    TooDeep,

    /// <summary>The JSON value is not an object.</summary>
    NotAnObject,

    /// <summary>A property that the reader uses appears twice in one object, perhaps written with escapes.</summary>
    RepeatedName,

    /// <summary>The event type is absent or null.</summary>
    NoEventType,

    /// <summary>The event type is not text, is empty, is longer than 200 characters or contains control characters.</summary>
    BadEventType,

    /// <summary>A text that the envelope needs contains half of a surrogate pair.</summary>
    LoneSurrogate,
}
