namespace Spotnana.Webhooks.Inbox.Finding;

/// <summary>What a member of a body is, for <see cref="BodyKeys"/>.</summary>
internal enum MemberRole : byte
{
    /// <summary>Nothing to find a delivery by; something within it may be.</summary>
    Other,

    /// <summary>Its text, or each of its texts, is a key.</summary>
    Key,

    /// <summary>Its text, or the id within it, is a key: a traveler.</summary>
    Traveler,

    /// <summary>A key where it stands in a <see cref="Traveler"/>.</summary>
    Id,

    /// <summary>Tells of a traveler: an e-mail address right within it is the traveler's.</summary>
    Profile,

    /// <summary>A key where it stands in a <see cref="Profile"/>.</summary>
    Email,

    /// <summary>People who do not travel, and cards: nothing within it is a key.</summary>
    Others,
}
