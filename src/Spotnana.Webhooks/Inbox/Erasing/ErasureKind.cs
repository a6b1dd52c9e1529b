namespace Spotnana.Webhooks.Inbox.Erasing;

/// <summary>What is erased. The numbers are stored.</summary>
public enum ErasureKind
{
    /// <summary>All that names a traveler: deliveries whose body holds the traveler's id, and those about the traveler.</summary>
    Traveler = 0,

    /// <summary>All deliveries about one subject.</summary>
    Subject = 1,
}
