using Spotnana.Webhooks.Signing;

namespace Spotnana.Webhooks.Receiver.Forwarding;

/// <summary>A route's secret and its own headers. Which there are is fixed at start; what their files hold is not.</summary>
internal sealed class ForwardCredentials
{
    private readonly List<string> _errors = [];

    /// <param name="key">The key of the route's section <c>Forward</c>.</param>
    /// <param name="options">That section.</param>
    public ForwardCredentials(string key, ForwardOptions options)
    {
        Secret = ReadSecret(key, options);
        Headers =
        [
            .. options.Headers.Select(header => Header($"{key}:{nameof(options.Headers)}:{header.Key}", header.Key, header.Value, ForwardCredential<string>.OfSetting)),
            .. options.HeaderFiles.Select(header => Header($"{key}:{nameof(options.HeaderFiles)}:{header.Key}", header.Key, header.Value, ForwardCredential<string>.OfFile)),
        ];
        foreach (var both in options.Headers.Keys.Intersect(options.HeaderFiles.Keys, StringComparer.OrdinalIgnoreCase))
            _errors.Add($"{key}:HeaderFiles:{both} stands under Headers too. Remove one of them.");
    }

    /// <summary>Null: requests are not signed.</summary>
    public ForwardCredential<SigningSecret>? Secret { get; }

    public IReadOnlyList<(string Name, ForwardCredential<string> Value)> Headers { get; }

    /// <summary>What is wrong with them at start. Each line names the key and the mend, never a value.</summary>
    public IReadOnlyList<string> Errors => _errors;

    private ForwardCredential<SigningSecret>? ReadSecret(string key, ForwardOptions options)
    {
        if (options is { Secret.Length: > 0, SecretFile.Length: > 0 })
            _errors.Add($"{key} has both Secret and SecretFile. Remove one of them.");
        var secret = options switch
        {
            { SecretFile: { Length: > 0 } path } => ForwardCredential<SigningSecret>.OfFile($"{key}:SecretFile", path, ParseSecret),
            { Secret: { Length: > 0 } text } => ForwardCredential<SigningSecret>.OfSetting($"{key}:Secret", text, ParseSecret),
            _ => null,
        };
        if (secret?.Error is { } error)
            _errors.Add(error);
        return secret;
    }

    private (string Name, ForwardCredential<string> Value) Header(string key, string name, string text, Func<string, string, CredentialParser<string>, ForwardCredential<string>> read)
    {
        var value = read(key, text, ForwardHeader.ParseValue);
        if (ForwardHeader.ErrorInName(name) is { } nameError)
            _errors.Add($"{key} {nameError}");
        else if (value.Error is { } error)
            _errors.Add(error);
        return (name, value);
    }

    private static string? ParseSecret(string text, out SigningSecret? secret) =>
        SigningSecret.TryParse(text, out secret, out _) ? null : "is no signing secret. Make one with `spotnana-webhooks secret new`, and give it to the target too.";
}
