using Spotnana.Webhooks.Settings;
using Spotnana.Webhooks.Signing;

namespace Spotnana.Webhooks.Receiver.Forwarding;

/// <summary>
/// A route's secret and its own headers. Which ones there are is fixed at start; the contents of their files may change. While a content
/// cannot be used, the last good one stays in use: it is the one that the target knows.
/// </summary>
internal sealed class ForwardCredentials
{
    private readonly List<string> _errors = [];
    private readonly SecretSource<SigningSecret>? _secret;
    private readonly (string Name, SecretSource<string> Value)[] _headers;

    /// <param name="key">The key of the route's section <c>Forward</c>.</param>
    /// <param name="options">The settings of that section.</param>
    public ForwardCredentials(string key, ForwardOptions options)
    {
        _secret = SecretOf(key, options);
        _headers =
        [
            .. options.Headers.Select(header => HeaderOf($"{key}:{nameof(options.Headers)}", header, SecretText.OfValue)),
            .. options.HeaderFiles.Select(file => HeaderOf($"{key}:{nameof(options.HeaderFiles)}", file, SecretText.OfFile)),
        ];
        Start(_secret);
        foreach (var (name, value) in _headers)
        {
            if (ForwardHeader.ErrorInName(name) is { } error)
                _errors.Add($"{value.Key} {error}");
            else
                Start(value);
        }

        foreach (var both in options.Headers.Keys.Intersect(options.HeaderFiles.Keys, StringComparer.OrdinalIgnoreCase))
            _errors.Add($"{key}:HeaderFiles:{both} stands under Headers too. Remove one of them.");
    }

    /// <summary>Null: requests are not signed.</summary>
    public SigningSecret? Secret => _secret?.InUse[0].Value;

    public IEnumerable<(string Name, string Value)> Headers => _headers.Select(header => (header.Name, header.Value.InUse[0].Value));

    /// <summary>
    /// The errors found at start. Each names the key and says how to fix it, and never holds a value. Where there are any, the secret and
    /// the headers must not be used.
    /// </summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>Reads the files again and adopts what is good. For one caller at a time.</summary>
    public void ReadAgain(SecretChanges changes, ILogger logger)
    {
        ReadAgain(_secret, changes, logger);
        foreach (var (_, value) in _headers)
            ReadAgain(value, changes, logger);
    }

    private static void ReadAgain<T>(SecretSource<T>? source, SecretChanges changes, ILogger logger)
        where T : class, IEquatable<T>
    {
        source?.Read();
        if (source?.Adopt() is not { } news)
            return;
        changes.Note("secret.change", news);
        if (news.Errors.Count > 0)
            ForwardingLog.Refused(logger, string.Join(' ', news.Errors));
        else
            ForwardingLog.Taken(logger, news.Key);
    }

    private static (string Name, SecretSource<string> Value) HeaderOf(
        string section, KeyValuePair<string, string> entry, Func<string, string, SecretText> read)
    {
        var key = $"{section}:{entry.Key}";
        return (entry.Key, new(key, () => read(key, entry.Value), ForwardHeader.ParseValue, SecretPolicy.KeepLastGood));
    }

    private static string? ParseSecret(string text, out SigningSecret? secret) => SigningSecret.TryParse(text, out secret, out _)
        ? null
        : "is no signing secret. Make one with `spotnana-webhooks secret new`, and give it to the target too.";

    private SecretSource<SigningSecret>? SecretOf(string key, ForwardOptions options)
    {
        if (options is { Secret.Length: > 0, SecretFile.Length: > 0 })
            _errors.Add($"{key} has both Secret and SecretFile. Remove one of them.");
        return options switch
        {
            { SecretFile: { Length: > 0 } path } => Secret($"{key}:SecretFile", path, SecretText.OfFile),
            { Secret: { Length: > 0 } text } => Secret($"{key}:Secret", text, SecretText.OfValue),
            _ => null,
        };

        static SecretSource<SigningSecret> Secret(string key, string valueOrPath, Func<string, string, SecretText> read) =>
            new(key, () => read(key, valueOrPath), ParseSecret, SecretPolicy.KeepLastGood);
    }

    private void Start<T>(SecretSource<T>? source)
        where T : class, IEquatable<T>
    {
        source?.Read();
        if (source?.Adopt() is { } news)
            _errors.AddRange(news.Errors);
    }
}
