namespace Spotnana.Webhooks.Inbox;

/// <summary>The inbox cannot be opened. The message says which file or setting is at fault and what to do.</summary>
public sealed class InboxStartException : Exception
{
    /// <summary>Makes the exception with a message for the operator.</summary>
    public InboxStartException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with a message for the operator and the failure behind it.</summary>
    public InboxStartException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
