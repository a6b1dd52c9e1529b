namespace Spotnana.Webhooks.Settings;

/// <summary>The rule for which values of a secret setting are in use while its content is invalid.</summary>
public enum SecretPolicy
{
    /// <summary>
    /// The last valid values stay in use, so that a slip in a file does not stop deliveries. For secrets that the service shares with
    /// others and cannot work without.
    /// </summary>
    KeepLastGood,

    /// <summary>No value is in use until the content is valid again, so that removing a file revokes the key in it.</summary>
    Revoke,
}
