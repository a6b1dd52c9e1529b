namespace Spotnana.Webhooks.Settings;

/// <summary>What holds while the present content of a setting cannot be used.</summary>
public enum SecretPolicy
{
    /// <summary>
    /// The values that were last found good stay in use: a slip in a file must not stop deliveries. For secrets that others know too, and that
    /// the service cannot work without.
    /// </summary>
    KeepLastGood,

    /// <summary>Nothing is in use until the content is good again: whoever removes a file closes what its key opened.</summary>
    Revoke,
}
