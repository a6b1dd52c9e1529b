using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Spotnana.Webhooks.Cli.Simulation.Stories;

/// <summary>Makes ids out of a seed: equal seeds make equal ids, and no two numbers of one seed are equal.</summary>
internal sealed class Numbering(int seed)
{
    // 3 to the 18th has no factor in common with any power of 2 or 10: multiplying by it is one to one
    private const ulong Stride = 387_420_489;
    private const string LocatorLetters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private readonly ulong _offset = BitConverter.ToUInt32(SHA256.HashData(BitConverter.GetBytes(seed)));

    /// <summary>The given number of decimal digits: a different text for each value below 10 to that power.</summary>
    public string Digits(ulong value, int length)
    {
        var modulus = 1UL;
        for (var i = 0; i < length; i++)
            modulus *= 10;
        return (((value * Stride) + _offset) % modulus).ToString(CultureInfo.InvariantCulture).PadLeft(length, '0');
    }

    /// <summary>Six letters and digits, as airlines name a reservation.</summary>
    public string Locator(ulong value)
    {
        var number = ((value * Stride) + _offset) % (1UL << 30);
        return string.Create(6, number, static (letters, rest) =>
        {
            for (var i = 0; i < letters.Length; i++, rest >>= 5)
                letters[i] = LocatorLetters[(int)(rest & 31)];
        });
    }

    /// <summary>A UUID of the name-based form, from anything that has a name.</summary>
    public string Uuid(string name)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seed}/{name}")), hash);
        hash[6] = (byte)(0x50 | (hash[6] & 0x0f));
        hash[8] = (byte)(0x80 | (hash[8] & 0x3f));
        return new Guid(hash[..16], bigEndian: true).ToString();
    }
}
