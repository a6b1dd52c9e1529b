using System.Diagnostics.CodeAnalysis;
using Spotnana.Webhooks.Settings;
using Spotnana.Webhooks.Signing;

namespace Spotnana.Webhooks.Cli.Secrets;

/// <summary>The secret that signs, and where it came from: the option, the environment, or the sandbox.</summary>
internal sealed record SecretChoice(SigningSecret Secret, string Origin)
{
    public const string Option = "--secret";
    public const string Variable = "SPOTNANA_WEBHOOK_SECRET";
    public const string SandboxOrigin = "the sandbox secret";

    private static readonly SigningSecret _sandbox = SigningSecret.Parse(Sandbox.Secret);

    /// <summary>For signing towards a URL. Without one, the service on this machine is meant.</summary>
    public static bool TryChoose(
        string? given, Uri? url, Func<string, string?> environment, [NotNullWhen(true)] out SecretChoice? choice,
        [NotNullWhen(false)] out string? error)
    {
        var isHere = url is null or { IsLoopback: true };
        var (text, origin) = given is not null ? (given, Option) : (environment(Variable), Variable);
        choice = null;
        error = null;
        if (given is null && string.IsNullOrEmpty(text))
        {
            if (isHere)
                choice = new SecretChoice(_sandbox, SandboxOrigin);
            else
                error = $"No secret for {url!.Host}.\nGive the subscription's by {Option} or in {Variable}.";
        }
        else if (!SigningSecret.TryParse(text, out var secret, out var wrong))
        {
            error = $"{origin}: {wrong}.";
        }
        else if (!isHere && secret.Equals(_sandbox))
        {
            error = $"The sandbox secret is public and never signs for {url!.Host}.\n"
                + $"Give the subscription's secret by {Option} or in {Variable}.";
        }
        else
        {
            choice = new SecretChoice(secret, origin);
        }

        return error is null;
    }

    /// <summary>For verifying: every secret that is given, else the one of the environment.</summary>
    public static bool TryChooseAll(
        IReadOnlyList<string> given, Func<string, string?> environment, [NotNullWhen(true)] out SigningSecret[]? secrets,
        [NotNullWhen(false)] out string? error)
    {
        secrets = null;
        error = null;
        var origin = Option;
        if (given.Count == 0 && environment(Variable) is { Length: > 0 } text)
            (given, origin) = ([text], Variable);
        if (given.Count == 0)
        {
            error = $"No secret. Give one by {Option}, or set {Variable}.";
            return false;
        }

        var parsed = new SigningSecret[given.Count];
        for (var i = 0; i < parsed.Length; i++)
        {
            if (!SigningSecret.TryParse(given[i], out var secret, out var wrong))
            {
                error = $"{(given.Count == 1 ? origin : $"{origin} number {i + 1}")}: {wrong}.";
                return false;
            }

            parsed[i] = secret;
        }

        secrets = parsed;
        return true;
    }
}
