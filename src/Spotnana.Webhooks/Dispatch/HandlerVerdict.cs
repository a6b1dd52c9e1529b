namespace Spotnana.Webhooks.Dispatch;

/// <summary>The four things a handler can say.</summary>
public enum HandlerVerdict
{
    /// <summary>Try again later.</summary>
    Retry,

    /// <summary>Handled.</summary>
    Done,

    /// <summary>Will never be handled.</summary>
    Reject,

    /// <summary>Not tried: what the handler needs cannot be reached.</summary>
    Unavailable,
}
