using System.Security.Cryptography;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Signing;
using Spotnana.Webhooks.Testing;

namespace Spotnana.Webhooks.Cli.Certification.Sending;

/// <summary>
/// Makes drafts with ids of their own and in the form of signature that the receiver takes; or without a secret, drafts with a token.
/// </summary>
internal sealed class Drafts(SigningSecret? secret, IReadOnlyList<KeyValuePair<string, string>> ownHeaders, TimeProvider clock)
{
    private const string Prefix = "v1,";
    private const string DigestPrefix = "sha256:";

    /// <summary>The beginning of the ids of all runs.</summary>
    public const string IdPrefix = "certify_";

    private const string IdAlphabet = "0123456789abcdefghijklmnopqrstuvwxyz";

    private readonly SigningSecret _otherSecret = SigningSecret.Generate();
    private readonly HashSet<string> _digests = [];
    private int _count;

    /// <summary>The beginning of all ids of the run.</summary>
    public string Run { get; } = secret is null ? DigestPrefix : IdPrefix + RandomNumberGenerator.GetString(IdAlphabet, 6);

    /// <summary>The token of drafts, if they are not signed. Null: there is none yet.</summary>
    public string? Token { get; set; }

    /// <summary>In words, what makes a draft authentic.</summary>
    public string Proven => secret is null ? "with a right token" : "correctly signed";

    public TestBodies Bodies { get; } = new(clock);

    /// <summary>True: <c>v1,</c> stands before each signature.</summary>
    public bool IsPrefixed { get; set; }

    public string NextId() => $"{Run}_{Interlocked.Increment(ref _count):000}";

    public string Timestamp(TimeSpan ago = default) => SignedEvent.TimestampOf(clock.GetUtcNow() - ago);

    /// <summary>A delivery as Spotnana would send it, but for the id and timestamp that are given.</summary>
    public Draft Delivery(string what, byte[] body, string? id = null, string? timestamp = null)
    {
        if (secret is null)
            return WithToken(what, body);
        var signed = SignedEvent.Sign(body, [secret], id ?? NextId(), timestamp ?? Timestamp());
        signed = signed with { Signature = InForm(signed.Signature) };
        return new Draft(what, body, signed, [.. signed.Headers, .. ownHeaders]);
    }

    /// <summary>Whether a delivery comes of certifying: of this or an earlier run or, with tokens, of this one.</summary>
    public bool IsOwn(string id) => secret is null ? _digests.Contains(id) : id.StartsWith(IdPrefix, StringComparison.Ordinal);

    /// <summary>The draft with a signature made by a secret that nobody knows.</summary>
    public Draft SignedByAnother(Draft draft) => draft.With(DeliveryHeaders.WebhookSignature, OtherSignature(draft));

    public string OtherSignature(Draft draft) =>
        InForm(WebhookSignature.Sign(_otherSecret, draft.Signed.Id, draft.Signed.Timestamp, draft.Body));

    /// <summary>A signature's text in the form that the receiver takes.</summary>
    public string InForm(string base64) => IsPrefixed ? Prefix + base64 : base64;

    /// <summary>The bytes of a draft's signature in Base64, without the form.</summary>
    public static string Base64Of(Draft draft) =>
        draft.Signed.Signature.StartsWith(Prefix, StringComparison.Ordinal)
            ? draft.Signed.Signature[Prefix.Length..]
            : draft.Signed.Signature;

    private Draft WithToken(string what, byte[] body)
    {
        // Nothing but the body goes out that could name it: this is the id that the service gives it
        var id = DigestPrefix + Convert.ToHexStringLower(SHA256.HashData(body));
        _digests.Add(id);
        var unsigned = new SignedEvent(id, Timestamp: "", Signature: "", SignedEvent.NewTraceId(), SignedEvent.NewSpanId());
        KeyValuePair<string, string>[] credentials = Token is null ? [] : [new(Draft.Authorization, $"Bearer {Token}")];
        return new Draft(what, body, unsigned, [.. EventHeaders.Of(credentials, unsigned.TraceId, unsigned.SpanId), .. ownHeaders]);
    }
}
