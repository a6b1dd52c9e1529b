namespace Spotnana.Webhooks.Benchmarks.Load.Traffic;

/// <summary>
/// Signatures made before a round, so that the round's processor time goes to the server: only they are kept, as all the rest of a request
/// follows from its number.
/// </summary>
internal sealed class SignedPool
{
    public static readonly SignedPool Empty = new(0, []);

    private readonly long _first;
    private readonly byte[] _signatures;

    private SignedPool(long first, byte[] signatures) => (_first, _signatures) = (first, signatures);

    public static SignedPool Make(RequestTemplate template, long first, int count)
    {
        var signatures = new byte[(long)count * RequestTemplate.SignatureLength];
        Parallel.For(
            0, count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            () => (Request: template.Copy(), Hash: template.NewHash()),
            (i, _, local) =>
            {
                template.Write(local.Request, first + i);
                template.Sign(
                    local.Request, local.Hash, signatures.AsSpan(i * RequestTemplate.SignatureLength, RequestTemplate.SignatureLength));
                return local;
            },
            local => local.Hash.Dispose());
        return new SignedPool(first, signatures);
    }

    public bool TryRead(long number, out ReadOnlySpan<byte> signature)
    {
        var at = (number - _first) * RequestTemplate.SignatureLength;
        if (at < 0 || at + RequestTemplate.SignatureLength > _signatures.Length)
        {
            signature = default;
            return false;
        }

        signature = _signatures.AsSpan((int)at, RequestTemplate.SignatureLength);
        return true;
    }
}
