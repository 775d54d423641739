//! Systems of linear equations, small ones.

/// Solves `matrix · x = right` by elimination with pivots; nothing where the matrix has no inverse.
pub(super) fn solve<const N: usize>(mut matrix: [[f64; N]; N], mut right: [f64; N]) -> Option<[f64; N]> {
    for column in 0..N {
        let pivot = (column..N).max_by(|one, other| matrix[*one][column].abs().total_cmp(&matrix[*other][column].abs()))?;
        if matrix[pivot][column].abs() < 1e-12 {
            return None;
        }
        matrix.swap(column, pivot);
        right.swap(column, pivot);
        for row in column + 1..N {
            let factor = matrix[row][column] / matrix[column][column];
            let above = matrix[column];
            matrix[row].iter_mut().zip(above).skip(column).for_each(|(cell, above)| *cell -= factor * above);
            right[row] -= factor * right[column];
        }
    }
    let mut solved = [0.0; N];
    for row in (0..N).rev() {
        let behind: f64 = (row + 1..N).map(|at| matrix[row][at] * solved[at]).sum();
        solved[row] = (right[row] - behind) / matrix[row][row];
    }
    Some(solved)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_equations_are_solved() {
        assert_eq!(solve([[0.0, 2.0], [1.0, 1.0]], [4.0, 3.0]), Some([1.0, 2.0]));
        assert_eq!(solve([[1.0, 1.0], [1.0, 1.0]], [1.0, 2.0]), None);
    }
}
