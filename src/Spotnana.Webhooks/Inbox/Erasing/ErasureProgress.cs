namespace Spotnana.Webhooks.Inbox.Erasing;

/// <summary>How far an erasure has looked through what was stored at its time. The numbers are stored.</summary>
public enum ErasureProgress
{
    /// <summary>Not at all: it waits for its turn.</summary>
    Waiting = 0,

    /// <summary>It looks.</summary>
    Sweeping = 1,

    /// <summary>It has seen all of it. What comes later is looked at when it comes.</summary>
    Swept = 2,
}
