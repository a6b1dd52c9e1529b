namespace Spotnana.Webhooks.Inbox;

/// <summary>The words for how an attempt ended. They are stored and shown.</summary>
public static class AttemptOutcome
{
    /// <summary>The handler is done with the delivery.</summary>
    public const string Completed = "completed";

    /// <summary>It failed and is tried again.</summary>
    public const string Retry = "retry";

    /// <summary>It failed and was the last: the handling is a dead letter.</summary>
    public const string Dead = "dead";

    /// <summary>Nobody ended it: its process ended, or its lease ran out.</summary>
    public const string Lost = "lost";
}
