using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Intake.Subscriptions;

/// <summary>Checks what is read at start of a subscription's OAuth settings. <see cref="CredentialTable"/> checks the secrets.</summary>
internal static class OAuthValidation
{
    private static readonly TimeSpan _shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _longest = TimeSpan.FromDays(1);

    public static void Check(SettingsErrors settings, string key, OAuthOptions options)
    {
        settings.Between($"{key}:{nameof(options.TokenLifetime)}", options.TokenLifetime, _shortest, _longest);
        if (!options.Enabled)
            return;
        if (string.IsNullOrWhiteSpace(options.ClientId))
            settings.Refuse($"{key}:{nameof(options.ClientId)}", "is missing. Set the client's id, as it was given to Spotnana.");
        else if (options.ClientId.AsSpan().ContainsAnyExceptInRange(' ', '~') || options.ClientId != options.ClientId.Trim())
            settings.Refuse($"{key}:{nameof(options.ClientId)}", "has white space around it, or is not printable ASCII. Put it right.");
    }
}
