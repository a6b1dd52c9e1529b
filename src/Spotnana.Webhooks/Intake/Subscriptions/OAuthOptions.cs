using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Intake.Subscriptions;

/// <summary>
/// OAuth 2.0 client credentials, by which Spotnana authenticates deliveries to older partners: it gets tokens at the subscription's path
/// followed by <c>/oauth/token</c>, and sends one with each delivery in place of the signature.
/// </summary>
/// <remarks>A delivery that carries a header of a signature is still judged by the signature alone.</remarks>
public sealed class OAuthOptions
{
    /// <summary>Whether tokens are given and accepted. Default false. With it, a subscription needs no signing secret.</summary>
    public bool Enabled { get; set; }

    /// <summary>The client's id, as it was given to Spotnana.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>
    /// The client's secret, as it was given to Spotnana: at least 8 characters. It is valid at the same time as those of
    /// <see cref="ClientSecretFile"/>; there must be at least one in all.
    /// </summary>
    public string ClientSecret { get; set; } = "";

    /// <summary>
    /// The path of a file that holds secrets of the client, one a line. All are valid, so that one can be rotated. A token stays valid as
    /// long as the secret by which it was asked for.
    /// </summary>
    public string ClientSecretFile { get; set; } = "";

    /// <summary>How long a token is valid: 1 second to 1 day. Default 1 hour.</summary>
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The shape of the section.</summary>
    internal static readonly SettingsShape Shape = SettingsShape.ObjectOf(
        (nameof(Enabled), SettingsShape.Flag),
        (nameof(ClientId), SettingsShape.Text),
        (nameof(ClientSecret), SettingsShape.Text),
        (nameof(ClientSecretFile), SettingsShape.Text),
        (nameof(TokenLifetime), SettingsShape.Duration));
}
