namespace Spotnana.Webhooks.Dispatch;

/// <summary>The four answers that a handler can give.</summary>
public enum HandlerVerdict
{
    /// <summary>Try again later.</summary>
    Retry,

    /// <summary>Handled.</summary>
    Done,

    /// <summary>This handler will never handle it.</summary>
    Reject,

    /// <summary>Not handled, as what the handler needs cannot be reached.</summary>
    Unavailable,
}
