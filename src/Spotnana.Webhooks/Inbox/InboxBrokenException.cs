namespace Spotnana.Webhooks.Inbox;

/// <summary>The inbox failed in a way after which only a restart, which reads back what is really on disk, is safe.</summary>
public sealed class InboxBrokenException : Exception
{
    /// <summary>Makes one with a message for the operator.</summary>
    public InboxBrokenException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one with a message for the operator and the failure behind it.</summary>
    public InboxBrokenException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
