namespace Spotnana.Webhooks.Settings;

/// <summary>The rule for a setting that holds secrets while its present content cannot be used.</summary>
public enum SecretPolicy
{
    /// <summary>
    /// The values that were last found good stay in use: a slip in a file must not stop deliveries. For what the service shares with others
    /// and cannot work without.
    /// </summary>
    KeepLastGood,

    /// <summary>Nothing is in use until the content is good again: whoever removes a file closes what its key opened.</summary>
    Revoke,
}
