using Spotnana.Webhooks.Signing;

namespace Spotnana.Webhooks.Intake;

/// <summary>What the headers of a request say about its sender. The default value is a signature that is not valid.</summary>
internal readonly record struct SenderProof
{
    private readonly SignatureHeaders _signature;

    private SenderProof(Receipt? refusal, SignatureHeaders signature, bool isToken, int clientSecret) =>
        (Refusal, _signature, IsToken, ClientSecret) = (refusal, signature, isToken, clientSecret);

    /// <summary>The answer, if the headers alone decide that the request is refused.</summary>
    public Receipt? Refusal { get; }

    /// <summary>Whether a token, which is valid, stands in place of the signature.</summary>
    public bool IsToken { get; }

    /// <summary>The index of the client's secret by which the token was asked for.</summary>
    public int ClientSecret { get; }

    /// <summary>The headers of the signature, which still has to be checked over the body. Not valid where there is a token.</summary>
    public SignatureHeaders Signature => _signature;

    public static SenderProof Refused(Receipt refusal) => new(refusal, default, isToken: false, clientSecret: -1);

    public static SenderProof OfToken(int clientSecret) => new(refusal: null, default, isToken: true, clientSecret);

    public static SenderProof OfSignature(in SignatureHeaders signature) => new(refusal: null, signature, isToken: false, clientSecret: -1);
}
