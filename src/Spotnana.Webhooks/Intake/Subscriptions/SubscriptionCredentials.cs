using Spotnana.Webhooks.Signing;

namespace Spotnana.Webhooks.Intake.Subscriptions;

/// <summary>
/// All settings that one subscription's secrets and required headers come from. Which files and headers there are is fixed at start; what
/// they hold is not.
/// </summary>
internal sealed class SubscriptionCredentials
{
    private readonly string _name;
    private readonly CredentialSource<SigningSecret>[] _secrets;
    private readonly (string Header, CredentialSource<HeaderValue> Values)[] _headers;
    private volatile CredentialSet _current = new([], []);

    public SubscriptionCredentials(string name, SubscriptionOptions options, CredentialParser<SigningSecret> parseSecret)
    {
        _name = name;
        Key = $"{SubscriptionsOptions.Section}:{name}";
        _secrets =
        [
            new($"{Key}:Secrets", ReadSecrets, parseSecret),
            .. options.SecretFiles.Select((path, i) => FileSource($"{Key}:SecretFiles:{i}", path, parseSecret)),
        ];
        _headers =
        [
            .. options.RequiredHeaders.Keys.Select(header => (header, HeaderSource(header))),
            .. options.RequiredHeaderFiles.Select(file => (file.Key, FileSource<HeaderValue>($"{Key}:RequiredHeaderFiles:{file.Key}", file.Value, HeaderValue.Parse))),
        ];
    }

    /// <summary>The subscription's key: <c>Subscriptions:{name}</c>.</summary>
    public string Key { get; }

    /// <summary>What requests are checked against now.</summary>
    public CredentialSet Current => _current;

    /// <summary>Where secrets come from, in the order of their index: first the configuration's, then each file's lines.</summary>
    public IReadOnlyList<CredentialSource<SigningSecret>> Secrets => _secrets;

    /// <summary>Which secret has which index, for an operator who reads an index in the log.</summary>
    public string SecretIndexes => string.Join(", ", _secrets.SelectMany(source => source.Good).Select((secret, i) => $"{i} is {secret.Name}"));

    private IEnumerable<CredentialSource> Sources => [.. _secrets, .. _headers.Select(header => header.Values)];

    public void Read(SubscriptionsOptions options)
    {
        foreach (var source in Sources)
            source.Read(options);
    }

    /// <summary>Takes into use what was read and is good.</summary>
    public IReadOnlyList<CredentialNews> Settle()
    {
        List<CredentialNews> news = [.. Sources.Where(source => source.Settle()).Select(source => new CredentialNews(this, source.Key, source.Count, [.. source.Errors]))];
        if (news.Count > 0)
        {
            _current = new CredentialSet(
                [.. _secrets.SelectMany(source => source.Good).Select(secret => secret.Value)],
                [.. _headers.Select(header => new RequiredHeader(header.Header, [.. header.Values.Good.Select(value => value.Value)]))]);
        }

        return news;
    }

    private CredentialText ReadSecrets(SubscriptionsOptions options)
    {
        var key = $"{Key}:Secrets";
        var secrets = options.Subscriptions.GetValueOrDefault(_name)?.Secrets ?? [];
        return secrets.Count > 0 || _secrets.Length > 1
            ? CredentialText.OfList(key, secrets)
            : CredentialText.Missing($"{key} is empty, and there are no SecretFiles: nothing could be verified. Set the signing secret (whsec_…) that Spotnana showed when the subscription was created.");
    }

    private CredentialSource<HeaderValue> HeaderSource(string header)
    {
        var key = $"{Key}:RequiredHeaders:{header}";
        return new(key, ReadHeader, HeaderValue.Parse);

        CredentialText ReadHeader(SubscriptionsOptions options) =>
            options.Subscriptions.TryGetValue(_name, out var subscription) && subscription.RequiredHeaders.TryGetValue(header, out var value)
                ? CredentialText.OfValue(key, value)
                : CredentialText.Missing($"{key} is missing. Set it again, or restart the service to do without it.");
    }

    private static CredentialSource<T> FileSource<T>(string key, string path, CredentialParser<T> parse)
        where T : class, IEquatable<T> => new(key, _ => CredentialText.OfFile(key, path), parse);
}
