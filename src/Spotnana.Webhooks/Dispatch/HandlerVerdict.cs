namespace Spotnana.Webhooks.Dispatch;

/// <summary>The three things a handler can say.</summary>
public enum HandlerVerdict
{
    /// <summary>Try again later.</summary>
    Retry,

    /// <summary>Handled.</summary>
    Done,

    /// <summary>Will never be handled.</summary>
    Reject,
}
